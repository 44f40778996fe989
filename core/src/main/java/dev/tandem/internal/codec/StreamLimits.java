package dev.tandem.internal.codec;

import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import org.jspecify.annotations.Nullable;

/**
 * Refuses arrays that the bytes of a stream cannot fill, before they are allocated, and asks another filter about the
 * rest. Not thread-safe; one per stream.
 */
final class StreamLimits implements ObjectInputFilter {
    /**
     * How many elements a table may have for each byte of the stream. A hash table with the smallest load factor needs
     * 8 for each entry of two bytes or more.
     */
    private static final long ELEMENTS_PER_BYTE = 8;

    /** What the default capacity of an empty collection may be. */
    private static final long ALWAYS_ALLOWED = 1024;

    private final long streamBytes;
    private final @Nullable ObjectInputFilter next;
    private @Nullable String refusal;

    /** Whether the refusal was worded by the filter itself. */
    private boolean isExplained;

    /** The length of an array that lies in the attachment and was read from there; the stream asks about it next. */
    private long attachedLength = -1;

    StreamLimits(long streamBytes, @Nullable ObjectInputFilter next) {
        this.streamBytes = streamBytes;
        this.next = next;
    }

    /** The array that comes next is of this length, and not from the stream. */
    void attached(int length) {
        attachedLength = length;
    }

    @Override
    public Status checkInput(FilterInfo info) {
        long attached = attachedLength;
        attachedLength = -1;
        if (info.arrayLength() > longest(info.serialClass()) && info.arrayLength() != attached) {
            refusal = "an array must not be longer than its stream: length=" + info.arrayLength();
            return Status.REJECTED;
        }
        if (next == null) {
            return Status.UNDECIDED;
        }
        Status status = next.checkInput(info);
        if (status == Status.REJECTED) {
            isExplained = next instanceof ExplainedFilter;
            refusal = refusal(info, next);
        }
        return status;
    }

    private static String refusal(FilterInfo info, ObjectInputFilter filter) {
        if (DepthLimit.isTooDeep(info)) {
            return DepthLimit.REFUSAL;
        }
        return filter instanceof ExplainedFilter explained ? explained.refusal(info) : ExplainedFilter.numbers(info);
    }

    /** The longest array that the stream may hold. Elements that are primitive take their bytes there. */
    private long longest(@Nullable Class<?> type) {
        Class<?> element = type == null ? null : type.getComponentType();
        return element != null && element.isPrimitive() && streamBytes >= ALWAYS_ALLOWED
                ? streamBytes / bytesOf(element)
                : ALWAYS_ALLOWED + ELEMENTS_PER_BYTE * streamBytes;
    }

    private static int bytesOf(Class<?> primitive) {
        if (primitive == long.class || primitive == double.class) {
            return Long.BYTES;
        } else if (primitive == int.class || primitive == float.class) {
            return Integer.BYTES;
        }
        return primitive == byte.class || primitive == boolean.class ? 1 : Short.BYTES;
    }

    /** Words the failure of a stream better, if it was refused here. */
    InvalidClassException clearer(InvalidClassException failure) {
        String why = refusal;
        if (why == null) {
            return failure;
        }
        InvalidClassException clearer = isExplained ? new RefusedClassException(why) : new InvalidClassException(why);
        clearer.initCause(failure);
        return clearer;
    }
}
