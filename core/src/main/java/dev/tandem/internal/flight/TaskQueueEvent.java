package dev.tandem.internal.flight;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** A task waited, from its submission or retry until it was given to a worker. */
@Name("dev.tandem.TaskQueue")
@Label("Task Queue")
@Description("A task waited, from its submission or retry until it was given to a worker")
@Category("Tandem")
@StackTrace(false)
final class TaskQueueEvent extends Event {
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

    @Label("Wait Time")
    @Description("From the submission or retry to the start, as the worker tells it")
    @Timespan(Timespan.NANOSECONDS)
    long waitTime;

    @Label("Started")
    @Description("Whether it started; otherwise its future was done before")
    boolean started;
}
