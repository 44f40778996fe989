package dev.tandem.internal.flight;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** A worker process ran an attempt of a task; recorded by the worker itself. */
@Name("dev.tandem.WorkerTask")
@Label("Worker Task")
@Description("A worker process ran an attempt of a task; recorded by the worker itself")
@Category("Tandem")
@StackTrace(false)
final class WorkerTaskEvent extends Event {
    @Label("Pool")
    @Description("The name of the pool")
    @Nullable
    String pool;

    @Label("Worker")
    @Description("Counted from 1 in each pool")
    int worker;

    @Label("Task")
    @Description("The label of the task")
    @Nullable
    String task;

    @Label("Attempt")
    @Description("Counted from 1; more after retries")
    int attempt;

    @Label("Decode Time")
    @Description("Deserialization of function and arguments")
    @Timespan(Timespan.NANOSECONDS)
    long decodeTime;

    @Label("Run Time")
    @Timespan(Timespan.NANOSECONDS)
    long runTime;

    @Label("Encode Time")
    @Description("Serialization of the result")
    @Timespan(Timespan.NANOSECONDS)
    long encodeTime;

    @Label("Argument Size")
    @Description("Without large arrays")
    @DataAmount
    long argumentSize;

    @Label("Result Size")
    @Description("Without large arrays")
    @DataAmount
    long resultSize;

    @Label("Succeeded")
    @Description("Whether the task returned and its result could be serialized")
    boolean succeeded;
}
