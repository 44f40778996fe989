package dev.tandem.internal.codec;

import java.io.ObjectInputFilter;

/** A filter that can say why it has refused something. */
interface ExplainedFilter extends ObjectInputFilter {
    /** Words the refusal of what was asked about; called right after it. */
    String refusal(FilterInfo info);

    /** Words a refusal of which only the numbers are known. */
    static String numbers(FilterInfo info) {
        Class<?> type = info.serialClass();
        return "refused by the filter: class=" + (type == null ? "none" : type.getName()) + ", depth=" + info.depth()
                + ", references=" + info.references() + ", arrayLength=" + info.arrayLength();
    }
}
