package dev.tandem.internal.codec;

import java.io.ObjectInputFilter;

/** Refuses objects nested so deeply that reading them might overflow the stack. */
final class DepthLimit implements ObjectInputFilter {
    /**
     * Larger: longer hand-made linked lists can be returned. Smaller: safer on small stacks; a stack overflow in the
     * middle of a class's initialization would make that class unusable for good. Measured: in code not yet compiled,
     * a JDK stream overflows a stack of 1 MB after some 1,000 levels.
     */
    private static final int MAX_DEPTH = 500;

    /** What a user is told. */
    static final String REFUSAL = "its objects are nested deeper than " + MAX_DEPTH
            + " levels: hold what is linked by many steps in a list or an array instead";

    /** Whether that is what is wrong with an object. */
    static boolean isTooDeep(FilterInfo info) {
        return info.depth() > MAX_DEPTH;
    }

    @Override
    public Status checkInput(FilterInfo info) {
        return isTooDeep(info) ? Status.REJECTED : Status.UNDECIDED;
    }
}
