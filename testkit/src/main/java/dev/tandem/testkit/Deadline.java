package dev.tandem.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Ends a test that takes too long, and shows where it hung: when the time is over, the stacks of all threads of this
 * process and of every JVM that descends from it are printed, the descendants are killed, and the test is interrupted
 * and fails.
 *
 * <pre>{@code
 * @Deadline
 * class MyPoolTest {
 *     @Test
 *     @Deadline(seconds = 120)
 *     void aLongTest() { ... }
 * }
 * }</pre>
 *
 * <p>On a method it overrides what the class or an interface of the class says. JUnit's own timeout, which shows only
 * the test's thread, is moved to ten minutes.
 *
 * @since 0.1
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@ExtendWith(DeadlineExtension.class)
@Timeout(value = 10, unit = TimeUnit.MINUTES)
public @interface Deadline {
    /**
     * Returns how long a test may take.
     *
     * @return the time in seconds
     */
    int seconds() default 60;
}
