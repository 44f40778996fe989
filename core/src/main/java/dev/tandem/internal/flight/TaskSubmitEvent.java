package dev.tandem.internal.flight;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** A task was accepted by a pool. */
@Name("dev.tandem.TaskSubmit")
@Label("Task Submit")
@Description("A task was accepted by a pool")
@Category("Tandem")
@StackTrace(false)
final class TaskSubmitEvent extends Event {
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
}
