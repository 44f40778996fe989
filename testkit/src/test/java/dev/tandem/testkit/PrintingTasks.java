package dev.tandem.testkit;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.LinkedBlockingQueue;

/** What tasks in worker processes print. */
final class PrintingTasks {
    /** What a thread of the worker that outlives the task that has made it is to print. */
    private static final LinkedBlockingQueue<Order> LEFTOVER = new LinkedBlockingQueue<>();

    private record Order(String text, CountDownLatch done) {}

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
                    Order order = LEFTOVER.take();
                    System.out.println(order.text());
                    order.done().countDown();
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
        Order order = new Order(text, new CountDownLatch(1));
        LEFTOVER.put(order);
        order.done().await();
    }
}
