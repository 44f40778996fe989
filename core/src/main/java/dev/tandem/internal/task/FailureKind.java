package dev.tandem.internal.task;

/** Why an attempt of a task failed, as far as retries are concerned. */
public enum FailureKind {
    /** The task threw. */
    TASK,
    /** The task exceeded its timeout. */
    TIMEOUT,
    /** The worker died while it ran the task. */
    CRASH,
    /** As {@link #CRASH}, and the task has killed as many workers as one may. */
    POISON,
    /** Whatever cannot become better by another attempt. */
    FINAL
}
