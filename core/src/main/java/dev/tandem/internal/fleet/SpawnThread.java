package dev.tandem.internal.fleet;

import dev.tandem.internal.platform.LastingThread;
import dev.tandem.internal.task.PoolCore;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The one thread of this JVM that starts worker processes, for as long as the JVM lives: some operating systems bind a
 * child's fate to the thread that started it.
 */
final class SpawnThread implements Executor {
    static final SpawnThread INSTANCE = new SpawnThread();

    private final LinkedBlockingQueue<Runnable> work = new LinkedBlockingQueue<>();

    private SpawnThread() {
        Thread thread = LastingThread.of(this::run, "tandem-spawner");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void execute(Runnable body) {
        work.add(body);
    }

    private void run() {
        while (true) {
            try {
                work.take().run();
            } catch (InterruptedException e) {
                // nobody has a reason to interrupt this thread: it goes on
            } catch (Throwable e) { // workers are bound to this thread: it must never end
                PoolCore.LOGGER.log(System.Logger.Level.ERROR, "a worker could not be started", e);
            }
        }
    }
}
