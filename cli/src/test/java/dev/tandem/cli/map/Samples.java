package dev.tandem.cli.map;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Functions such as users bring. */
public final class Samples {
    static {
        if (System.getProperty("tandem.test.finder") != null) {
            throw new IllegalStateException("looking at a class must not initialize it");
        }
    }

    public Samples() {}

    public static String upper(String text) {
        return text.toUpperCase(java.util.Locale.ROOT);
    }

    public static long size(Path path) throws IOException {
        return Files.size(path);
    }

    public static int both(Path path) {
        return 1;
    }

    public static int both(byte[] bytes) {
        return 2;
    }

    public static int both(String text) {
        return 3;
    }

    public static int unclear(int number) {
        return 1;
    }

    public static int unclear(long number) {
        return 2;
    }

    public static int two(String a, String b) {
        return 2;
    }

    static int hidden(String text) {
        return 1;
    }

    public static void nothing(String text) {}

    public static byte[] bytes(byte[] bytes) {
        return bytes;
    }

    public static String read(InputStream in) throws IOException {
        return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    }

    public static String firstLine(BufferedReader in) throws IOException {
        return in.readLine();
    }

    public static String fail(String text) {
        throw new IllegalArgumentException("no: " + text);
    }

    /** Does what the text asks for. */
    public static String act(String text) throws InterruptedException, IOException {
        String[] words = text.split(" ");
        switch (words[0]) {
            case "fail" -> throw new IllegalStateException("told to fail: " + text);
            case "exit" -> System.exit(Integer.parseInt(words[1]));
            case "hang" -> {
                while (true) {
                    Thread.onSpinWait();
                }
            }
            case "memory" -> {
                return Integer.toString(new long[64 << 20].length);
            }
            case "print" -> {
                System.out.println("printed to out by " + words[1]);
                System.err.println("printed to err by " + words[1]);
            }
            case "sleep" -> Thread.sleep(Long.parseLong(words[1]));
            case "await" -> {
                Files.createFile(Path.of(words[1] + ".begun"));
                while (!Files.exists(Path.of(words[1]))) {
                    Thread.sleep(5);
                }
            }
            default -> {
                // nothing special
            }
        }
        return text.toUpperCase(java.util.Locale.ROOT);
    }

    /** Fails until a file has been there for a number of calls. */
    public static String fails2Times(String path) throws IOException {
        Path file = Path.of(path);
        long calls = Files.exists(file) ? Files.size(file) : 0;
        Files.writeString(file, "x".repeat((int) calls + 1));
        if (calls < 2) {
            throw new IOException("call " + (calls + 1));
        }
        return "call " + (calls + 1);
    }

    /** A nested class. */
    public static final class Inner {
        private Inner() {}

        public static String of(CharSequence text) {
            return "inner " + text;
        }
    }
}
