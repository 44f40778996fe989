package dev.tandem.docs;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The main of the JVM in which programs of pages run, one after the other. It takes a directory with a file {@code plan},
 * a line for each program, and leaves for each what it printed and how it ended. A program that ends the JVM has not
 * ended by itself: then there is no file about its end.
 */
final class BlockRunner {
    static final String PLAN = "plan";
    static final String FINE = "fine";
    static final String TOO_LONG = "TooLong";
    private static final Duration LIMIT = Duration.ofSeconds(120);

    /** What programs print, into files that change with the program; nothing is held back, should the JVM end. */
    private static final class Capture extends OutputStream {
        private final Capture[] others;
        private OutputStream file = OutputStream.nullOutputStream();

        Capture(Capture... others) {
            this.others = others;
        }

        synchronized void into(Path path) throws IOException {
            file.close();
            file = Files.newOutputStream(path);
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
            file.write(bytes, offset, length);
            for (Capture other : others) {
                other.write(bytes, offset, length);
            }
        }
    }

    private BlockRunner() {}

    public static void main(String... args) throws Exception {
        Path directory = Path.of(args[0]);
        Capture both = new Capture();
        Capture out = new Capture(both);
        // One pair for the whole life: a logger keeps the stream that it has found first.
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(both, true, StandardCharsets.UTF_8));
        List<String> plan = Files.readAllLines(directory.resolve(PLAN));
        for (String line : plan) {
            String[] words = line.split(" ");
            out.into(directory.resolve(words[0] + ".out"));
            both.into(directory.resolve(words[0] + ".both"));
            String end = run(words[1]);
            Files.writeString(directory.resolve(words[0] + ".end"), end);
            if (end.startsWith(TOO_LONG)) {
                Runtime.getRuntime().halt(1);
            }
        }
        System.exit(0);
    }

    private static String run(String className) throws InterruptedException {
        StringWriter failure = new StringWriter();
        Thread thread = new Thread(
                () -> {
                    try {
                        Class.forName(className)
                                .getMethod("main", String[].class)
                                .invoke(null, (Object) new String[0]);
                    } catch (InvocationTargetException e) {
                        e.getCause().setStackTrace(ownFrames(e.getCause()));
                        e.getCause().printStackTrace(new PrintWriter(failure, true));
                    } catch (Throwable e) {
                        e.printStackTrace(new PrintWriter(failure, true));
                    }
                },
                "main");
        thread.start();
        thread.join(LIMIT.toMillis());
        if (!thread.isAlive()) {
            return failure.toString().isEmpty() ? FINE : failure.toString();
        }
        StringBuilder dump = new StringBuilder(TOO_LONG + ": still running after " + LIMIT + "\n");
        for (Map.Entry<Thread, StackTraceElement[]> entry :
                Thread.getAllStackTraces().entrySet()) {
            dump.append(entry.getKey()).append('\n');
            for (StackTraceElement frame : entry.getValue()) {
                dump.append("    at ").append(frame).append('\n');
            }
        }
        return dump.toString();
    }

    /** The frames of the program, without those that led to its main. */
    private static StackTraceElement[] ownFrames(Throwable failure) {
        return Arrays.stream(failure.getStackTrace())
                .takeWhile(frame -> !frame.getClassName().startsWith("jdk.internal.reflect."))
                .toArray(StackTraceElement[]::new);
    }
}
