package dev.tandem.internal.flight;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** A task exceeded a limit and was stopped or withdrawn. */
@Name("dev.tandem.TaskTimeout")
@Label("Task Timeout")
@Description("A task exceeded a limit and was stopped or withdrawn")
@Category("Tandem")
@StackTrace(false)
final class TaskTimeoutEvent extends Event {
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

    @Label("Limit")
    @Description("TIMEOUT or DEADLINE")
    @Nullable
    String limit;

    @Label("Allowed")
    @Timespan(Timespan.NANOSECONDS)
    long allowed;

    @Label("Elapsed")
    @Timespan(Timespan.NANOSECONDS)
    long elapsed;
}
