package com.acme;

import java.nio.file.Files;
import java.nio.file.Path;

public class Parser {
    /** Counts the words of a file, but some files are too much for it. */
    public static long parse(Path file) throws Exception {
        String text = Files.readString(file);
        waitUntilItIsKilled(file);

        while (text.startsWith("loop")) {}
        if (text.startsWith("exit")) {
            System.exit(1);
        }
        if (text.startsWith("expand")) {
            System.out.println("expanding " + file.getFileName());
            text = text.repeat(1 << 28);
        }

        if (text.isEmpty()) {
            throw new IllegalStateException("empty file");
        }
        return text.split("\\s+").length;
    }

    /** With -Dacme.until=docs/b files in there take for ever, so that a run can be killed when all others are done. */
    private static void waitUntilItIsKilled(Path file) throws InterruptedException {
        if (file.startsWith(System.getProperty("acme.until", "/"))) {
            Thread.sleep(Long.MAX_VALUE);
        }
    }
}
