package dev.tandem.examples;

import dev.tandem.Futures;
import dev.tandem.PoolExecutor;
import dev.tandem.TaskFuture;
import dev.tandem.ThreadPoolExecutor;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Work that waits, on threads: many HTTP requests at once, handled in the order in which they are answered. */
public final class FetchPages implements Scenario {
    private static final int PAGES = 200;
    private static final int SAMPLE = 40;
    private static final int WORKERS = 20;

    record Page(URI uri, int status, String text) {}

    @Override
    public String title() {
        return "Waiting for a network, on threads";
    }

    @Override
    public String explains() {
        return String.format(Locale.ROOT, """
                A web server on this machine answers after 20 to 60 ms, every twentieth page after 250 ms. %d
                pages are fetched by %d threads and handled in the order in which they arrive.""", PAGES, WORKERS);
    }

    @Override
    public void run(Report report) throws Exception {
        try (SlowServer server = SlowServer.start()) {
            HttpClient client = HttpClient.newHttpClient();
            List<URI> uris = IntStream.range(0, PAGES).mapToObj(server::page).toList();
            double secondsPerPage = oneAfterTheOther(client, uris.subList(0, SAMPLE), report);
            report.say(
                    "one after the other: %d pages at %s each, so about %s for all %d",
                    SAMPLE, Stopwatch.text(secondsPerPage), Stopwatch.text(secondsPerPage * PAGES), PAGES);

            Stopwatch watch = Stopwatch.start();
            List<Page> pages = inOrderOfArrival(client, uris, report);
            double seconds = watch.seconds();
            double gain = secondsPerPage * PAGES / seconds;
            report.say("%d threads: %d pages in %s, %.1f times as fast", WORKERS, PAGES, Stopwatch.text(seconds), gain);
            URI last = pages.get(pages.size() - 1).uri();
            report.say("first to arrive: %s, last: %s", pages.get(0).uri().getPath(), last.getPath());

            long right = IntStream.range(0, PAGES)
                    .filter(n -> pages.contains(expected(uris.get(n), n)))
                    .count();
            report.checkEquals((long) PAGES, right, "each of the %d pages arrived with the right text", PAGES);
            report.checkEquals(PAGES, pages.size(), "and none of them twice");
            report.check(
                    !pages.get(0).uri().equals(uris.get(0)),
                    "page 0 was asked for first and is slow: quicker ones came before it");
            report.check(
                    server.mostRequestsAtOnce() > 1 && server.mostRequestsAtOnce() <= WORKERS,
                    "the server had at most %d requests at a time (wanted: 2 to %d)",
                    server.mostRequestsAtOnce(),
                    WORKERS);
            report.check(gain > 3, "the pool was more than 3 times as fast as one request after the other");
        }
    }

    private static List<Page> inOrderOfArrival(HttpClient client, List<URI> uris, Report report) throws Exception {
        List<Page> pages = new ArrayList<>();
        try (PoolExecutor pool = ThreadPoolExecutor.open(o -> o.workers(WORKERS).name("fetch"))) {
            List<TaskFuture<Page>> futures = uris.stream()
                    .map(uri -> pool.submit(() -> fetch(client, uri)))
                    .toList();
            for (TaskFuture<Page> future : Futures.asCompleted(futures)) {
                pages.add(future.get());
                report.progress("pages fetched", pages.size(), uris.size());
            }
        }
        return pages;
    }

    private static double oneAfterTheOther(HttpClient client, List<URI> uris, Report report) throws Exception {
        fetch(client, uris.get(1)); // loads the classes of the client and of the server
        Stopwatch watch = Stopwatch.start();
        int done = 0;
        for (URI uri : uris) {
            fetch(client, uri);
            report.progress("pages fetched one after the other", ++done, uris.size());
        }
        return watch.seconds() / uris.size();
    }

    static Page fetch(HttpClient client, URI uri) throws IOException, InterruptedException {
        HttpResponse<String> response = client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
        return new Page(uri, response.statusCode(), response.body());
    }

    private static Page expected(URI uri, int number) {
        return new Page(uri, 200, SlowServer.text(number));
    }

    /** Runs this scenario alone. */
    public static void main(String... args) {
        System.exit(Tour.run(List.of(new FetchPages()), System.out));
    }
}
