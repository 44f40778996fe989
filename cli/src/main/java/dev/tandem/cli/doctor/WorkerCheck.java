package dev.tandem.cli.doctor;

/** Whether a worker starts, works, is seen to die, and is replaced. */
final class WorkerCheck implements Check {
    /** A trial of a worker. */
    interface Trial {
        WorkerTrial.Times run() throws WorkerTrial.Failure, InterruptedException;
    }

    /** A slower start says that the machine is overloaded, or its disk is: some 150 ms are usual. */
    private static final long SLOW_START_MILLIS = 3_000;

    private final Trial trial;

    WorkerCheck(Trial trial) {
        this.trial = trial;
    }

    @Override
    public String name() {
        return "worker";
    }

    @Override
    public Finding look(Machine machine, int workers) {
        try {
            return judge(trial.run());
        } catch (WorkerTrial.Failure e) {
            return Finding.broken(
                    name(),
                    String.valueOf(e.getMessage()),
                    "pools of processes do not work here",
                    "mend what the other checks have found, then look at the message");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Finding.broken(name(), "the trial was interrupted", "nobody knows", "run tandem doctor again");
        }
    }

    private Finding judge(WorkerTrial.Times times) {
        String found = "first result after " + times.startMillis() + " ms; round trip "
                + Math.max(1, times.roundTripNanos() / 1_000) + " us; killed, and replaced after "
                + times.replacementMillis() + " ms";
        if (!times.largeProblem().isEmpty()) {
            return Finding.degraded(
                    name(),
                    found,
                    "an argument of some megabytes did not arrive: " + times.largeProblem(),
                    "mend what the check shared-memory has found");
        }
        return Math.max(times.startMillis(), times.replacementMillis()) > SLOW_START_MILLIS
                ? Finding.degraded(
                        name(),
                        found,
                        "each start and replacement of a worker takes seconds",
                        "look for what keeps the processors or the disk busy: top, iostat",
                        "keep a started worker in reserve: spares(1)")
                : Finding.ok(name(), found);
    }
}
