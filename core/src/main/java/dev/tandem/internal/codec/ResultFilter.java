package dev.tandem.internal.codec;

import java.io.ObjectInputFilter;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/*
 * Accepted is, in this order of cost:
 *
 *   values of the JDK             JdkValues
 *   what this library sends       by package and by where this class itself comes from
 *   what the user has named       patterns of ObjectInputFilter.Config, by ProcessPoolOptions.accept
 *   exceptions that do nothing    InertFailures
 *   the user's own                OwnCode
 *   lambdas                       their classes cannot be named: it is one that its class, which was asked for, has made
 *   proxies                       by their interfaces
 *
 * and the superclasses of what is accepted, for they are read as parts of it. A class that was accepted once is so for
 * good: each is looked at once. A class that was refused is looked at again, as its jar may have become one of the
 * user's own since. Nothing of a class runs while it is looked at.
 *
 * How much is read is bounded besides: objects are nested DepthLimit deep at most; each object, reference and element
 * takes a byte of a payload, whose length is known; and arrays are no longer than that (StreamLimits).
 */

/** Decides which classes a pool accepts from its workers. Thread-safe. */
public final class ResultFilter implements ExplainedFilter {
    private static final String PREFIX = "dev.tandem.";
    private static final @Nullable String HOME = OwnCode.place(ResultFilter.class);

    private final ObjectInputFilter limits = new DepthLimit();
    private final OwnCode own;

    /** What the user has named, null if that is nothing. */
    private final @Nullable ObjectInputFilter named;

    /** The user's filter, instead of our rules; null if they hold. */
    private final @Nullable ObjectInputFilter replacement;

    private final PerClass<Verdict> verdicts = new Verdicts();

    /** What was decided about a class. */
    private static final class Verdict {
        /** Written by any thread; never false again. */
        private volatile boolean isAccepted;
    }

    private ResultFilter(OwnCode own, @Nullable ObjectInputFilter named, @Nullable ObjectInputFilter replacement) {
        this.own = own;
        this.named = named;
        this.replacement = replacement;
    }

    /**
     * Creates a filter.
     *
     * @param own where the user's own code comes from; may grow
     * @param patterns what is accepted besides, each as {@link ObjectInputFilter.Config} takes it
     * @param replacement decides instead of all these rules, if there is one; the limits hold all the same
     */
    public static ResultFilter of(OwnCode own, List<String> patterns, Optional<ObjectInputFilter> replacement) {
        ObjectInputFilter named =
                patterns.isEmpty() ? null : ObjectInputFilter.Config.createFilter(String.join(";", patterns));
        return new ResultFilter(own, named, replacement.orElse(null));
    }

    /** Whether a class that was accepted need not be asked about again. */
    boolean isForGood() {
        return replacement == null;
    }

    @Override
    public Status checkInput(FilterInfo info) {
        if (limits.checkInput(info) == Status.REJECTED) {
            return Status.REJECTED;
        }
        ObjectInputFilter theirs = replacement;
        if (theirs != null) {
            return theirs.checkInput(info);
        }
        Class<?> type = info.serialClass();
        return type == null || accepts(type) ? Status.ALLOWED : Status.REJECTED;
    }

    boolean accepts(Class<?> type) {
        Class<?> element = OwnCode.elementType(type);
        if (verdicts.get(element).isAccepted) {
            return true;
        }
        if (!isAcceptable(element)) {
            return false;
        }
        for (Class<?> each = element; each != null; each = each.getSuperclass()) {
            verdicts.get(each).isAccepted = true;
        }
        return true;
    }

    private boolean isAcceptable(Class<?> type) {
        return JdkValues.contains(type)
                || isOfThisLibrary(type)
                || (named != null && named.checkInput(new ClassCheck(type)) == Status.ALLOWED)
                || InertFailures.contains(type)
                || own.contains(type)
                || type.isHidden()
                || isProxyOfAccepted(type);
    }

    /** A proxy runs nothing itself: it calls its handler, which is an object of a class that is asked for. */
    private boolean isProxyOfAccepted(Class<?> type) {
        if (!Proxy.isProxyClass(type)) {
            return false;
        }
        for (Class<?> each : type.getInterfaces()) {
            if (!accepts(each)) {
                return false;
            }
        }
        return true;
    }

    /** Whether a class is one of this library's, whose objects stand for others or hold them. */
    static boolean isOfThisLibrary(Class<?> type) {
        return type.getName().startsWith(PREFIX)
                && type.getClassLoader() == ResultFilter.class.getClassLoader()
                && Objects.equals(OwnCode.place(type), HOME);
    }

    @Override
    public String refusal(FilterInfo info) {
        Class<?> type = info.serialClass();
        if (replacement != null || type == null || accepts(type)) {
            return ExplainedFilter.numbers(info);
        }
        Class<?> element = OwnCode.elementType(type);
        String name = element.getName();
        return "class " + name + " of " + origin(element) + " is not accepted from a worker; if you trust it, add:"
                + " ProcessPoolExecutor.open(o -> o.accept(\"" + name + "\"))";
    }

    /** Names the jar or directory, or else the module or class loader. */
    private static String origin(Class<?> type) {
        String place = OwnCode.place(type);
        if (place != null && !place.startsWith("jrt:")) {
            int end = place.length();
            while (end > 0 && (place.charAt(end - 1) == '/' || place.charAt(end - 1) == '!')) {
                end--;
            }
            return place.substring(place.lastIndexOf('/', end - 1) + 1, end);
        }
        return type.getModule().isNamed()
                ? "module " + type.getModule().getName()
                : Problems.loaderName(type.getClassLoader());
    }

    /** Makes room for what is decided. */
    private static final class Verdicts extends PerClass<Verdict> {
        @Override
        Verdict look(Class<?> type) {
            return new Verdict();
        }
    }
}
