package dev.tandem.testkit;

import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.LinkedBlockingQueue;

/** What tasks in worker processes print. */
final class PrintingTasks {
    /** A thread of the worker that outlives the task that has made it, and what it is to print. */
    private static final LinkedBlockingQueue<String> LEFTOVER = new LinkedBlockingQueue<>();

    private PrintingTasks() {}

    static int printLine(int number) {
        System.out.println("line " + number);
        return number;
    }

    /** Has another process print on the worker's own standard output. */
    static void printNatively(String text) throws IOException, InterruptedException {
        int code = new ProcessBuilder("echo", text).inheritIO().start().waitFor();
        if (code != 0) {
            throw new IOException("echo failed: code=" + code);
        }
    }

    /** Prints in a thread of its own. */
    static void printInThread(String text) throws InterruptedException {
        Thread thread = new Thread(() -> System.out.println(text));
        thread.start();
        thread.join();
    }

    /** Prints in a thread that a thread of the task has made. */
    static void printInExecutor(String text) throws Exception {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try {
            executor.submit(() -> {
                        printInThread(text);
                        return text;
                    })
                    .get();
        } finally {
            executor.shutdownNow();
        }
    }

    static void printInCommonPool(String text) throws Exception {
        ForkJoinPool.commonPool().submit(() -> System.out.println(text)).get();
    }

    /** Leaves a thread behind that prints when it is told to. */
    static void leaveThreadBehind() {
        Thread thread = new Thread(() -> {
            try {
                while (true) {
                    System.out.println(LEFTOVER.take());
                    LEFTOVER.clear();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    /** Has that thread print, and waits until it has. */
    static void printInLeftover(String text) throws InterruptedException {
        LEFTOVER.put(text);
        LEFTOVER.put(text); // cleared when the first one has been printed
        while (!LEFTOVER.isEmpty()) {
            Thread.sleep(1);
        }
    }
}
