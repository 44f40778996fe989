package dev.tandem.internal.progress;

import dev.tandem.ProgressSnapshot;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A line on a terminal that is written over again and again.
 *
 * <p>The cursor stays at the end of the line. Whoever writes something else wipes the line first; it comes back with the
 * next tick, unless what was written has not ended its own line. All of that happens under one lock.
 */
public final class LineDisplay implements Display {
    /** Back to the first column, and all to the right of it cleared. */
    private static final String WIPE = "\r\u001b[K";

    /** Text that is too long, since the terminal has just become narrower, is cut instead of filling lines. */
    private static final String CUT = "\u001b[?7l";

    private static final String WRAP = "\u001b[?7h";

    private final Terminal terminal;
    private final boolean isTransient;
    private final ReentrantLock lock = new ReentrantLock();

    // guarded by lock

    /** What is on the last line of the terminal; empty if that is not ours. */
    private String shown = "";

    /** Whether somebody has begun a line and not ended it. */
    private boolean isOthersLineOpen;

    private boolean isFinished;

    /** What has to be done at the end. */
    private final List<Runnable> endings = new ArrayList<>();

    /** Creates a display that shows nothing yet. */
    public LineDisplay(Terminal terminal, boolean isTransient) {
        this.terminal = terminal;
        this.isTransient = isTransient;
    }

    @Override
    public void show(ProgressSnapshot snapshot) {
        int columns = terminal.columns(); // may take a moment: nobody shall wait for it
        lock.lock();
        try {
            if (!isFinished && !isOthersLineOpen) {
                draw(snapshot, columns);
            }
        } finally {
            lock.unlock();
        }
    }

    private void draw(ProgressSnapshot snapshot, int columns) {
        // one column is left free: a character in the last one makes some terminals begin a new line
        String line = LineText.line(snapshot, Math.max(0, columns - 1), terminal.showsBlocks());
        if (!line.equals(shown)) {
            terminal.write("\r" + CUT + line + "\u001b[K" + WRAP);
            shown = line;
        }
    }

    @Override
    public void finish(ProgressSnapshot snapshot) {
        int columns = terminal.columns();
        lock.lock();
        try {
            if (isFinished) {
                return;
            }
            isFinished = true;
            if (isTransient) {
                wipe();
            } else {
                if (isOthersLineOpen) {
                    terminal.write("\n");
                }
                draw(snapshot, columns);
                terminal.write("\n");
                shown = "";
            }
            endings.forEach(Runnable::run);
        } finally {
            lock.unlock();
        }
    }

    /** Has something done at the end. */
    void onFinish(Runnable ending) {
        lock.lock();
        try {
            endings.add(ending);
        } finally {
            lock.unlock();
        }
    }

    private void wipe() {
        if (!shown.isEmpty()) {
            terminal.write(WIPE);
            shown = "";
        }
    }

    @Override
    public void println(String line) {
        around(() -> terminal.write(line + "\n"), true);
    }

    /** Writes something that is not ours. */
    void around(Runnable writing, boolean endsLine) {
        lock.lock();
        try {
            wipe();
            isOthersLineOpen = !endsLine;
            writing.run();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public PrintStream above(PrintStream target) {
        boolean isGuarded = target instanceof GuardedStream guarded && guarded.isFor(this);
        boolean isElsewhere = target == System.out && !TerminalDevice.isTerminal(1);
        return isGuarded || isElsewhere ? target : new GuardedStream(target, this);
    }

    @Override
    public boolean isUntidy() {
        return true;
    }
}
