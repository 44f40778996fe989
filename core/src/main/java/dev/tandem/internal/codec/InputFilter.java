package dev.tandem.internal.codec;

import java.io.ObjectInputFilter;

/** Decides which classes a worker accepts from its pool, by a pattern of its user. Thread-safe. */
final class InputFilter implements ExplainedFilter {
    private final String pattern;
    private final ObjectInputFilter filter;

    InputFilter(String pattern) {
        this.pattern = pattern;
        this.filter = ObjectInputFilter.Config.createFilter(pattern);
    }

    @Override
    public Status checkInput(FilterInfo info) {
        Class<?> type = info.serialClass();
        return type != null && ResultFilter.isOfThisLibrary(OwnCode.elementType(type))
                ? Status.UNDECIDED // what it stands for or holds is asked for itself
                : filter.checkInput(info);
    }

    @Override
    public String refusal(FilterInfo info) {
        Class<?> type = info.serialClass();
        boolean isForTheClass = type != null && filter.checkInput(new ClassCheck(type)) == Status.REJECTED;
        String what = isForTheClass
                ? "class " + OwnCode.elementType(type).getName() + " is refused by the input filter of the workers"
                : ExplainedFilter.numbers(info);
        return what + ": inputFilter='" + pattern + "'";
    }
}
