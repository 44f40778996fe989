package dev.tandem.internal.codec;

import java.io.InvalidClassException;
import java.io.ObjectInputFilter;

/** A filter that can say why it has refused something. */
interface ExplainedFilter extends ObjectInputFilter {
    /** Words the refusal of what was asked about; called right after it. */
    String refusal(FilterInfo info);

    /** Words the refusal of a class by any filter. Here, so that a worker that has no filter loads nothing for it. */
    static InvalidClassException refused(ObjectInputFilter filter, ClassCheck check) {
        return filter instanceof ExplainedFilter explained
                ? new RefusedClassException(explained.refusal(check))
                : new InvalidClassException(check.serialClass().getName(), "refused by the filter");
    }

    /** Words a refusal of which only the numbers are known. */
    static String numbers(FilterInfo info) {
        Class<?> type = info.serialClass();
        return "refused by the filter: class=" + (type == null ? "none" : type.getName()) + ", depth=" + info.depth()
                + ", references=" + info.references() + ", arrayLength=" + info.arrayLength();
    }
}
