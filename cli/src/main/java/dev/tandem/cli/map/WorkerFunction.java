package dev.tandem.cli.map;

import dev.tandem.TaskFunction;
import dev.tandem.TaskRunnable;
import dev.tandem.cli.CommandException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The task: calls the function that was installed in its JVM. So the function travels once, not with each input. */
final class WorkerFunction implements TaskFunction<Object, byte[]> {
    private static final long serialVersionUID = 1L;

    /** Written once, before the first task of the JVM. */
    private static volatile @Nullable Invocation installed;

    @Override
    public byte[] apply(Object raw) {
        return Objects.requireNonNull(installed, "no function is installed").call(raw);
    }

    /** Installs a function in this JVM. */
    static void install(Invocation invocation) {
        installed = invocation;
    }

    /** Installs a function in the JVM of the command; one that cannot be used is wrong usage. */
    static void installHere(FunctionSpec spec, ClassLoader loader) {
        try {
            install(new Invocation(spec, loader));
        } catch (ReflectiveOperationException e) {
            throw CommandException.usage("the function cannot be used: " + e);
        }
    }

    /**
     * Installs the function in a worker process.
     *
     * @param spec the function, whose class is on the worker's class path
     */
    record Installation(FunctionSpec spec) implements TaskRunnable {
        @Override
        public void execute() throws ReflectiveOperationException {
            install(new Invocation(spec, ClassLoader.getSystemClassLoader()));
        }
    }
}
