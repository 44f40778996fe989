package dev.tandem;

/**
 * What a stage of a {@link Pipeline} has done so far.
 *
 * @param label the label of the stage; {@code input} for the inputs of the pipeline
 * @param in elements that have entered the stage; for the inputs, 0
 * @param out elements that have left it
 * @param failed elements that have failed in it
 * @param running tasks that were submitted and have not ended
 * @param buffered elements that the stage has taken and the next one has not, those that are running included
 * @param ratePerSecond elements that have left it, for each second since the start
 * @param busyShare how busy the stage has kept what works for it, from 0 to 1: workers of its pool, up to its concurrency,
 *     the tasks that run now included; for steps that run in the calling process the one thread that runs them
 * @param waitingShare how much of the time the stage has waited for input, from 0 to 1
 * @param blockedShare how much of the time the stage could not go on because its results were not taken, from 0 to 1
 * @param limitedShare how much of the time the stage has waited for its rate limit, from 0 to 1
 * @since 0.1
 */
public record StageStats(
        String label,
        long in,
        long out,
        long failed,
        int running,
        long buffered,
        double ratePerSecond,
        double busyShare,
        double waitingShare,
        double blockedShare,
        double limitedShare) {}
