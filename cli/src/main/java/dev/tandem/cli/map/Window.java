package dev.tandem.cli.map;

/**
 * How many items are read ahead and not yet written: enough that workers never wait, even for tiny items; few enough that
 * inputs and results take bounded memory. Not thread-safe.
 */
final class Window {
    /** More of it feeds tiny items better and takes more memory; less lets workers wait for the next item. */
    private static final int PER_WORKER = 64;

    /** In order, results wait for one that takes long, and workers go on meanwhile: for as many items. */
    private static final int IN_ORDER_FACTOR = 8;

    private static final int LEAST_PER_WORKER = 2;

    private final int workers;
    private final int most;
    private final long mostBytes;
    private double meanBytes;

    /**
     * @param mostBytes how much memory results and inputs may take, about
     */
    Window(int workers, boolean inOrder, long mostBytes) {
        this.workers = workers;
        this.most = PER_WORKER * workers * (inOrder ? IN_ORDER_FACTOR : 1);
        this.mostBytes = mostBytes;
    }

    /** Results and inputs are of such sizes of late. */
    void onItem(long bytes) {
        meanBytes += (bytes - meanBytes) / 16;
    }

    /**
     * How many more items may be read.
     *
     * @param open how many are read, on their way or waiting to be written
     * @param heldBytes how much memory those take that wait to be written
     */
    int room(int open, long heldBytes) {
        if (heldBytes >= mostBytes) {
            return 0; // that for which they wait is on its way
        }
        long fitting = meanBytes < 1 ? most : (long) ((mostBytes - heldBytes) / meanBytes);
        long limit = Math.max((long) LEAST_PER_WORKER * workers, Math.min(most, fitting));
        return (int) Math.max(0, limit - open);
    }
}
