package dev.tandem.internal.flight;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** An attempt of a task ran: in a process pool from when it was given to the worker until its answer was taken. */
@Name("dev.tandem.TaskExecute")
@Label("Task Execute")
@Description(
        "An attempt of a task ran: in a process pool from when it was given to the worker until its answer was taken")
@Category("Tandem")
@StackTrace(false)
final class TaskExecuteEvent extends Event {
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

    @Label("Run Time")
    @Description("From the start to the end of the attempt, as the worker tells it")
    @Timespan(Timespan.NANOSECONDS)
    long runTime;

    @Label("Outcome")
    @Description("SUCCEEDED, FAILED, TIMED_OUT, CRASHED or CANCELLED")
    @Nullable
    String outcome;

    @Label("Failure")
    @Description("The class of the failure")
    @Nullable
    String failure;
}
