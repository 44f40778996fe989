package dev.tandem.examples;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A real web server on this machine whose pages take their time, as those of distant servers do. */
final class SlowServer implements AutoCloseable {
    private static final int MAX_LINKS = 9;
    private static final int WORDS = 400;
    private static final String[] VOCABULARY = {
        "saddle", "pedal", "chain", "wheel", "spoke", "bell", "brake", "frame", "tandem", "road"
    };

    private final HttpServer server;
    private final ExecutorService handlers = Executors.newCachedThreadPool();
    private final AtomicInteger busy = new AtomicInteger();
    private final AtomicInteger mostBusy = new AtomicInteger();

    private SlowServer(HttpServer server) {
        this.server = server;
    }

    static SlowServer start() throws IOException {
        // Without it the JDK's server loses 40 ms on some answers, which has nothing to do with what we show.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        SlowServer slow = new SlowServer(HttpServer.create(anyPort, 0));
        slow.server.createContext("/page/", slow::answer);
        slow.server.setExecutor(slow.handlers);
        slow.server.start();
        return slow;
    }

    URI page(int number) {
        InetSocketAddress address = server.getAddress();
        return URI.create("http://" + address.getHostString() + ":" + address.getPort() + "/page/" + number);
    }

    /** Most pages take 20 to 60 ms; every twentieth, the first one among them, takes 250 ms. */
    static Duration latency(int number) {
        return Duration.ofMillis(number % 20 == 0 ? 250 : 20 + number * 7 % 41);
    }

    /** What page {@code number} says: always the same. */
    static String text(int number) {
        Random random = new Random(number);
        StringBuilder html = new StringBuilder("<html><head><title>Page " + number + "</title></head><body><p>");
        for (int i = 0; i < WORDS; i++) {
            html.append(VOCABULARY[random.nextInt(VOCABULARY.length)]).append(' ');
        }
        for (int i = random.nextInt(MAX_LINKS); i >= 0; i--) {
            html.append("<a href=\"/page/").append(random.nextInt(1000)).append("\">more</a> ");
        }
        return html.append("</p></body></html>").toString();
    }

    /** Returns how many requests were in work at the same time at most. */
    int mostRequestsAtOnce() {
        return mostBusy.get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        mostBusy.accumulateAndGet(busy.incrementAndGet(), Math::max);
        try {
            String path = exchange.getRequestURI().getPath();
            int number = Integer.parseInt(path.substring(path.lastIndexOf('/') + 1));
            Thread.sleep(latency(number).toMillis());
            byte[] page = text(number).getBytes(StandardCharsets.UTF_8);
            // Before the answer goes out: its reader may send the next request at once.
            busy.decrementAndGet();
            exchange.sendResponseHeaders(200, page.length);
            try (OutputStream body = exchange.getResponseBody()) {
                body.write(page);
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } finally {
            exchange.close();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        handlers.shutdownNow();
    }
}
