package dev.tandem.bench;

import dev.tandem.bench.ChildJvm.Answer;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import net.viktorc.pp4j.api.JavaProcessExecutorService;
import net.viktorc.pp4j.impl.ProcessExecutors;
import net.viktorc.pp4j.impl.SimpleJavaProcessOptions;

/** PP4J's side, in a JVM of its own, which can be ended if it hangs: {@code submit N}, {@code round-trip N}, {@code first}. */
final class Pp4jPeer {
    private Pp4jPeer() {}

    public static void main(String[] args) throws Exception {
        if (args[0].equals("first")) {
            ChildJvm.answer(Pp4jPeer::first);
            return;
        }
        List<Integer> arguments = Tasks.arguments(Integer.parseInt(args[1]));
        JavaProcessExecutorService pool = open();
        try {
            if (args[0].equals("submit")) {
                ChildJvm.answer(() -> submit(pool, arguments));
            } else {
                ChildJvm.answer(() -> roundTrip(pool, arguments));
            }
        } finally {
            pool.shutdown();
        }
    }

    private static JavaProcessExecutorService open() throws InterruptedException {
        return ProcessExecutors.newFixedJavaProcessPool(new SimpleJavaProcessOptions(0), Contestants.WORKERS);
    }

    private static Answer first() throws Exception {
        long start = System.nanoTime();
        JavaProcessExecutorService pool = open();
        try {
            int result = pool.submit(new Increment(0)).get();
            return new Answer(result, Sample.of((System.nanoTime() - start) / 1e6));
        } finally {
            pool.shutdown();
        }
    }

    private static Answer submit(JavaProcessExecutorService pool, List<Integer> arguments)
            throws ExecutionException, InterruptedException {
        long start = System.nanoTime();
        List<Future<Integer>> futures = new ArrayList<>();
        for (Integer argument : arguments) {
            futures.add(pool.submit(new Increment(argument)));
        }
        long sum = 0;
        for (Future<Integer> future : futures) {
            sum += future.get();
        }
        return new Answer(sum, Sample.rate(arguments.size(), System.nanoTime() - start));
    }

    private static Answer roundTrip(JavaProcessExecutorService pool, List<Integer> arguments)
            throws ExecutionException, InterruptedException {
        long[] nanos = new long[arguments.size()];
        long sum = 0;
        for (Integer argument : arguments) {
            long start = System.nanoTime();
            sum += pool.submit(new Increment(argument)).get();
            nanos[argument] = System.nanoTime() - start;
        }
        return new Answer(sum, Sample.latencies(nanos));
    }

    /** A task of theirs brings its argument along. */
    private record Increment(Integer value) implements Callable<Integer>, Serializable {
        @Override
        public Integer call() {
            return Tasks.increment(value);
        }
    }
}
