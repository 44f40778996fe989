package dev.tandem.bench;

import dev.tandem.ProcessPoolExecutor;
import dev.tandem.ProcessPoolOptions;
import dev.tandem.WorkerOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Who takes part, as this machine has them.
 *
 * @param pythons what there is of Python
 * @param isQuick whether less is done
 * @param profile the recording that our side leaves, if any
 */
record Contestants(Pythons pythons, boolean isQuick, Optional<Profile> profile) {
    static final int WORKERS = 2;

    /** An interpreter has nothing to warm up but its pool. */
    private static final int PYTHON_WARMUPS = 1;

    /** Enough for the compiler of both JVMs to have done its work. */
    int warmups() {
        return isQuick ? 4 : 10;
    }

    /** The first in a quick run, else the second. */
    int sized(int quick, int thorough) {
        return isQuick ? quick : thorough;
    }

    Contestant tandem(int warmups, Contestant.Opening opening) {
        return new Contestant("Tandem", warmups, opening);
    }

    Contestant tandem(Contestant.Opening opening) {
        return tandem(warmups(), opening);
    }

    /** A pool of two workers. */
    ProcessPoolExecutor processes() {
        return processes(o -> o.workers(WORKERS));
    }

    /** A pool of processes; their JVMs are recorded too if there is a profile. */
    ProcessPoolExecutor processes(UnaryOperator<ProcessPoolOptions> options) {
        return ProcessPoolExecutor.open(o -> {
            ProcessPoolOptions chosen = options.apply(o);
            return profile.isEmpty()
                    ? chosen
                    : chosen.output(WorkerOutput.discard())
                            .worker(w -> w.jvmFlags(profile.get().workerFlags().toArray(String[]::new)));
        });
    }

    Contestant python(String name, PythonTool tool, long expectedSum, String work, Object parameter) {
        return python(name, tool, PYTHON_WARMUPS, expectedSum, work, parameter);
    }

    Contestant python(String name, PythonTool tool, int warmups, long expectedSum, String work, Object parameter) {
        return new Contestant(name, warmups, () -> {
            List<String> words = List.of(tool.word(), work, parameter.toString());
            return new ChildSide(pythons.with(tool).command(words), expectedSum);
        });
    }

    /** A side that is another JVM. */
    static Contestant jvm(
            String name, int warmups, List<String> flags, long expectedSum, Class<?> main, Object... arguments) {
        return new Contestant(name, warmups, () -> {
            List<String> words = new ArrayList<>();
            for (Object argument : arguments) {
                words.add(argument.toString());
            }
            return new ChildSide(ChildJvm.command(flags, main, words.toArray(String[]::new)), expectedSum);
        });
    }
}
