package dev.tandem.internal.flight;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** A worker is gone. */
@Name("dev.tandem.WorkerExit")
@Label("Worker Exit")
@Description("A worker is gone")
@Category("Tandem")
@StackTrace(false)
final class WorkerExitEvent extends Event {
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

    @Label("Reason")
    @Description("As in dev.tandem.WorkerExit.Reason")
    @Nullable
    String reason;

    @Label("Exit Code")
    @Description("-1 if it has none or it is not known")
    int exitCode;
}
