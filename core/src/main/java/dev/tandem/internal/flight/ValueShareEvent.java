package dev.tandem.internal.flight;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** A value was laid down for all workers of a pool. */
@Name("dev.tandem.ValueShare")
@Label("Value Share")
@Description("A value was laid down for all workers of a pool")
@Category("Tandem")
@StackTrace(false)
final class ValueShareEvent extends Event {
    @Label("Pool")
    @Description("The name of the pool")
    @Nullable
    String pool;

    @Label("Value Type")
    @Description("The class of the value")
    @Nullable
    String valueType;

    @Label("Size")
    @DataAmount
    long size;
}
