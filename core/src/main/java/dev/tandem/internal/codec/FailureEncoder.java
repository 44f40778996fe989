package dev.tandem.internal.codec;

import dev.tandem.RemoteTaskException;
import dev.tandem.TaskSerializationException;
import org.jspecify.annotations.Nullable;

/** Writes what a task threw: as text whatever happens, and as an object if that works. Never throws. */
final class FailureEncoder {
    /** The object does not follow, but a text that says why. */
    static final int TEXT_ONLY = 0;

    /** The object follows. */
    static final int OBJECT = 1;

    private FailureEncoder() {}

    static void write(Throwable failure, CodecOutput out) {
        int start = out.size();
        try {
            FailureText.of(failure).write(out);
            writeObject(failure, out);
        } catch (Throwable e) { // no memory, no stack: the least that can be said
            out.truncate(start);
            out.writeUtf(failure.getClass().getName());
            out.writeUtf("");
            out.writeUtf("");
            out.writeByte(TEXT_ONLY);
            out.writeUtf(e.getClass().getName());
        }
    }

    private static void writeObject(Throwable failure, CodecOutput out) {
        String why = tryWrite(failure, out);
        if (why != null && failure instanceof TaskSerializationException) {
            why = tryWrite(withoutCause(failure, why), out);
        }
        if (why != null) {
            out.writeByte(TEXT_ONLY);
            out.writeUtf(why);
        }
    }

    /** Writes an object, and returns null, or nothing and returns why. */
    private static @Nullable String tryWrite(Throwable failure, CodecOutput out) {
        int start = out.size();
        long attached = out.attached();
        try {
            out.writeByte(OBJECT);
            JdkSerialization.writeFailure(failure, out);
            return null;
        } catch (Throwable e) { // user code; the text is there
            out.rollBack(start, attached);
            return e instanceof java.io.NotSerializableException
                    ? "it is not serializable" + Culprit.find(failure, e).place()
                    : "its serialization failed: " + Problems.reason(e);
        }
    }

    /** Returns our own exception with its cause as text: its message is worth more than the type of the cause. */
    private static Throwable withoutCause(Throwable failure, String why) {
        Throwable cause = failure.getCause();
        Throwable copy = new TaskSerializationException(
                Problems.message(failure), cause == null ? null : asText(FailureText.of(cause), why));
        copy.setStackTrace(failure.getStackTrace());
        return copy;
    }

    private static RemoteTaskException asText(FailureText text, String why) {
        return new RemoteTaskException(text.className(), text.message(), text.trace(), why);
    }
}
