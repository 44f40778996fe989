package dev.tandem.internal.flight;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** An attempt of a task failed and there will be another one. */
@Name("dev.tandem.TaskRetry")
@Label("Task Retry")
@Description("An attempt of a task failed and there will be another one")
@Category("Tandem")
@StackTrace(false)
final class TaskRetryEvent extends Event {
    @Label("Pool")
    @Description("The name of the pool")
    @Nullable
    String pool;

    @Label("Task")
    @Description("The label of the task")
    @Nullable
    String task;

    @Label("Task Number")
    @Description("Counted from 1 in each pool")
    long taskNumber;

    @Label("Attempt")
    @Description("Counted from 1; more after retries")
    int attempt;

    @Label("Worker")
    @Description("Counted from 1 in each pool")
    int worker;

    @Label("Process")
    @Description("The process of the worker; for a worker thread that of the pool")
    long pid;

    @Label("Failure")
    @Description("The class of the failure")
    @Nullable
    String failure;

    @Label("Delay")
    @Description("How long the pool waits before the next attempt")
    @Timespan(Timespan.NANOSECONDS)
    long delay;
}
