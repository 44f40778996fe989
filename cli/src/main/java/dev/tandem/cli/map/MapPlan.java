package dev.tandem.cli.map;

import dev.tandem.RateLimit;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * What a run is to do.
 *
 * @param function the function
 * @param source the inputs
 * @param logged what an earlier run has done
 * @param failedAgain whether items that failed there are run again
 * @param workers how many items run at a time
 * @param inOrder whether results come in the order of the inputs
 * @param timeout how long an item may run
 * @param retries how often an item that failed is tried again
 * @param halt when to stop before the end
 * @param rate how often items may be started; empty for as soon as they can be
 * @param inputCount is told how many inputs there were, at their end
 */
record MapPlan(
        FunctionSpec function,
        ItemSource source,
        Optional<LoggedJobs> logged,
        boolean failedAgain,
        int workers,
        boolean inOrder,
        TimeoutRule timeout,
        int retries,
        Halt halt,
        Optional<RateLimit> rate,
        LongConsumer inputCount) {

    void onEnd(long count) {
        inputCount.accept(count);
    }
}
