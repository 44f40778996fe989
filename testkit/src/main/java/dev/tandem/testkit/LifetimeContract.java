package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.PoolExecutor;
import java.lang.reflect.Constructor;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long a JVM lives that has a pool. */
@SuppressWarnings("FutureReturnValueIgnored")
interface LifetimeContract extends PoolContract {
    // SPEC A10
    @Test
    default void acceptedWork_keepsTheJvmAliveUntilItIsDone(@TempDir Path dir) throws Exception {
        for (Program.End end : new Program.End[] {Program.End.RETURN_FROM_MAIN, Program.End.SHUTDOWN_AND_RETURN}) {
            Journal journal = Journal.in(dir);
            try (ChildJvm child = start(dir, end, journal)) {
                assertThat(child.awaitExit()).as(child::output).isZero();
            }
            assertThat(journal.lines()).as("with end " + end).containsExactly("first", "second");
        }
    }

    // SPEC A10
    @Test
    default void idlePool_doesNotKeepTheJvmAlive(@TempDir Path dir) throws Exception {
        for (Program.End end : new Program.End[] {Program.End.IDLE, Program.End.UNUSED}) {
            Journal journal = Journal.in(dir);
            try (ChildJvm child = start(dir, end, journal)) {
                assertThat(child.awaitExit()).as(child::output).isZero();
            }
            assertThat(journal.lines()).as("with end " + end).containsExactly("main returns");
        }
    }

    // SPEC A10
    @Test
    default void systemExit_withRunningTask_endsTheJvm(@TempDir Path dir) throws Exception {
        Journal journal = Journal.in(dir);
        try (ChildJvm child = start(dir, Program.End.EXIT_WHILE_BUSY, journal)) {
            assertThat(child.awaitExit()).as(child::output).isEqualTo(7);
        }
        assertThat(journal.lines()).containsExactly("main exits");
    }

    private ChildJvm start(Path dir, Program.End end, Journal journal) throws Exception {
        return ChildJvm.start(
                dir,
                Program.class,
                getClass().getName(),
                end.name(),
                dir.toString(),
                journal.file().toString());
    }

    /** What the child JVM does. */
    final class Program {
        private Program() {}

        /** How its main ends. */
        enum End {
            RETURN_FROM_MAIN,
            SHUTDOWN_AND_RETURN,
            IDLE,
            UNUSED,
            EXIT_WHILE_BUSY
        }

        /** Arguments: class of the contract test, end, directory, journal. */
        public static void main(String[] args) throws Exception {
            Constructor<?> constructor = Class.forName(args[0]).getDeclaredConstructor();
            constructor.setAccessible(true);
            PoolExecutor pool = ((PoolContract) constructor.newInstance()).open(1);
            Gate gate = Gate.in(Path.of(args[2]));
            Journal journal = Journal.at(Path.of(args[3]));
            switch (End.valueOf(args[1])) {
                case RETURN_FROM_MAIN -> submitSlowWork(pool, journal);
                case SHUTDOWN_AND_RETURN -> {
                    submitSlowWork(pool, journal);
                    pool.shutdown(false, false);
                }
                case IDLE -> {
                    if (pool.submit(Tasks::square, 3).get() == 9) {
                        journal.note("main returns");
                    }
                }
                case UNUSED -> journal.note("main returns");
                case EXIT_WHILE_BUSY -> {
                    pool.submit(() -> gate.passStubbornly());
                    gate.awaitArrivals(1);
                    journal.note("main exits");
                    System.exit(7);
                }
            }
        }

        private static void submitSlowWork(PoolExecutor pool, Journal journal) {
            pool.submit(() -> {
                Thread.sleep(300);
                journal.note("first");
            });
            pool.submit(() -> {
                Thread.sleep(100);
                journal.note("second");
            });
        }
    }
}
