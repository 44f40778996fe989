package dev.tandem.internal.flight;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** A worker was started, until it was ready for tasks. */
@Name("dev.tandem.WorkerStart")
@Label("Worker Start")
@Description("A worker was started, until it was ready for tasks")
@Category("Tandem")
@StackTrace(false)
final class WorkerStartEvent extends Event {
    @Label("Pool")
    @Description("The name of the pool")
    @Nullable
    String pool;

    @Label("Worker")
    @Description("Counted from 1 in each pool")
    int worker;

    @Label("Process")
    @Description("The process of the worker; for a worker thread that of the pool")
    long pid;
}
