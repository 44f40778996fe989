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

    private final int least;
    private final int mostActive;
    private final int mostOpen;
    private final long mostBytes;
    private double meanBytes;

    private Window(int least, int mostActive, int mostOpen, long mostBytes) {
        this.least = least;
        this.mostActive = mostActive;
        this.mostOpen = mostOpen;
        this.mostBytes = mostBytes;
    }

    /**
     * The usual window.
     *
     * @param mostBytes how much memory results and inputs may take, about
     */
    static Window ahead(int workers, boolean inOrder, long mostBytes) {
        int active = PER_WORKER * workers;
        return new Window(LEAST_PER_WORKER * workers, active, active * (inOrder ? IN_ORDER_FACTOR : 1), mostBytes);
    }

    /** As {@link #ahead}, but nothing is sent to workers before they can start it: for runs that may be halted. */
    static Window exact(int workers, boolean inOrder, long mostBytes) {
        return new Window(workers, workers, inOrder ? PER_WORKER * workers * IN_ORDER_FACTOR : workers, mostBytes);
    }

    /** Results and inputs are of such sizes of late. */
    void onItem(long bytes) {
        meanBytes += (bytes - meanBytes) / 16;
    }

    /**
     * How many more items may be read.
     *
     * @param active how many are asked for or on their way
     * @param held how many wait to be written
     * @param heldBytes how much memory those take
     */
    int room(int active, int held, long heldBytes) {
        if (heldBytes >= mostBytes) {
            return 0; // that for which they wait is on its way
        }
        long fitting = meanBytes < 1 ? mostActive : (long) ((mostBytes - heldBytes) / meanBytes);
        long limit = Math.max(least, Math.min(mostActive, fitting));
        return (int) Math.max(0, Math.min(limit - active, mostOpen - active - held));
    }
}
