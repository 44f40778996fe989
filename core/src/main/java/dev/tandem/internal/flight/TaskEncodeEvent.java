package dev.tandem.internal.flight;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import org.jspecify.annotations.Nullable;

/** The function and arguments of a task were serialized by the submitting thread. */
@Name("dev.tandem.TaskEncode")
@Label("Task Encode")
@Description("The function and arguments of a task were serialized by the submitting thread")
@Category("Tandem")
@StackTrace(false)
@Threshold("1 ms")
final class TaskEncodeEvent extends Event {
    @Label("Pool")
    @Description("The name of the pool")
    @Nullable
    String pool;

    @Label("Task")
    @Description("The label that the task was given, if it was")
    @Nullable
    String task;

    @Label("Size")
    @Description("What travels, without large arrays")
    @DataAmount
    long size;
}
