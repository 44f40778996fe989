package dev.tandem.bench;

import dev.tandem.ProcessPoolExecutor;
import dev.tandem.ProcessPoolOptions;
import dev.tandem.WorkerOutput;
import java.time.Duration;
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

    /** More: the compilers of slow machines get further. Less: who never settles on a busy machine takes less time. */
    private static final Duration LONGEST_WARMUP = Duration.ofSeconds(15);

    private static final Duration LONGEST_QUICK_WARMUP = Duration.ofSeconds(4);

    /** Until the compilers have done their work, and the caches of all sides are full. */
    Warmup untilSettled() {
        return Warmup.untilSettled(isQuick ? LONGEST_QUICK_WARMUP : LONGEST_WARMUP);
    }

    /** The first in a quick run, else the second. */
    int sized(int quick, int thorough) {
        return isQuick ? quick : thorough;
    }

    Contestant tandem(Warmup warmup, Contestant.Opening opening) {
        return new Contestant("Tandem", warmup, opening);
    }

    Contestant tandem(Contestant.Opening opening) {
        return tandem(untilSettled(), opening);
    }

    /** Two platform threads of this JVM. */
    static Contestant threads(Warmup warmup, Contestant.Opening opening) {
        return new Contestant("two threads", warmup, opening);
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
        return python(name, tool, untilSettled(), expectedSum, work, parameter);
    }

    Contestant python(String name, PythonTool tool, Warmup warmup, long expectedSum, String work, Object parameter) {
        return new Contestant(name, warmup, () -> {
            List<String> words = List.of(tool.word(), work, parameter.toString());
            return new ChildSide(pythons.with(tool).command(words), expectedSum);
        });
    }

    /** A side that is another JVM. */
    static Contestant jvm(
            String name, Warmup warmup, List<String> flags, long expectedSum, Class<?> main, Object... arguments) {
        return new Contestant(name, warmup, () -> {
            List<String> words = new ArrayList<>();
            for (Object argument : arguments) {
                words.add(argument.toString());
            }
            return new ChildSide(ChildJvm.command(flags, main, words.toArray(String[]::new)), expectedSum);
        });
    }
}
