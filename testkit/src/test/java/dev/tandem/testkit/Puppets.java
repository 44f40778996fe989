package dev.tandem.testkit;

import dev.tandem.ProcessPoolOptions;
import dev.tandem.internal.wire.Hello;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives a pool workers that are threads of this JVM: what the pool starts is a shell that waits to be told with which
 * code to exit, and stands for the process; a {@link PuppetWorker} speaks for it. So a worker costs some milliseconds,
 * and hundreds of its deaths can be tried.
 */
final class Puppets implements AutoCloseable {
    /** The last arguments of the command are the socket, the number of the worker, the lanes, and two more words. */
    private static final String SCRIPT = """
            dir=$1
            while [ $# -gt 5 ]; do shift; done
            mkfifo "$dir/$2.end"
            exec 3<>"$dir/$2.end"
            head -c 32 >"$dir/$2.token"
            echo "$$ $1" >"$dir/$2.part"
            mv "$dir/$2.part" "$dir/$2.process"
            read code <&3
            echo "puppet exits with $code" >&2
            exit "$code"
            """;

    private final Path directory;
    private final ChannelFault fault;
    private final List<PuppetWorker> workers = new ArrayList<>();
    private final Thread watch;
    private volatile boolean ended;

    Puppets(Path parent, ChannelFault fault) throws IOException {
        this.directory = Files.createTempDirectory(parent, "puppets-");
        this.fault = fault;
        this.watch = new Thread(this::watch, "puppets");
        watch.setDaemon(true);
        watch.start();
    }

    ProcessPoolOptions in(ProcessPoolOptions options) {
        return options.worker(w -> w.commandPrefix("sh", "-c", SCRIPT, "sh", directory.toString()));
    }

    /** Speaks for each process that the pool starts: their numbers count from 1. */
    private void watch() {
        for (int number = 1; ; ) {
            Path process = directory.resolve(number + ".process");
            if (Files.exists(process)) {
                start(number, process);
                number++;
                continue;
            }
            if (ended) {
                return;
            }
            try {
                Thread.sleep(1);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void start(int number, Path process) {
        try {
            String[] words = Files.readString(process).trim().split(" ", 2);
            byte[] token = Files.readAllBytes(directory.resolve(number + ".token"));
            if (token.length != Hello.TOKEN_LENGTH) {
                return; // killed while it was started
            }
            PuppetWorker worker = new PuppetWorker(
                    fault,
                    number,
                    Path.of(words[1]),
                    token,
                    Long.parseLong(words[0]),
                    directory.resolve(number + ".end"));
            workers.add(worker);
            worker.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for the end of all workers; the pool has ended them. */
    @Override
    public void close() throws InterruptedException {
        ended = true;
        watch.join();
        for (PuppetWorker worker : workers) {
            worker.awaitEnd();
        }
    }
}
