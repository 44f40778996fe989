package dev.tandem.internal.codec;

import dev.tandem.RemoteTaskException;
import dev.tandem.WorkerId;
import dev.tandem.WorkerTraceException;
import org.jspecify.annotations.Nullable;

/** Rebuilds what a task threw in a worker, and marks it with the worker. */
final class FailureDecoder {
    private static final StackTraceElement[] NO_FRAMES = {};

    private final ClassResolver resolver;
    private final WorkerId worker;
    private final String label;

    FailureDecoder(ClassResolver resolver, WorkerId worker, String label) {
        this.resolver = resolver;
        this.worker = worker;
        this.label = label;
    }

    /** Reads what {@link FailureEncoder} wrote. */
    Throwable read(CodecInput in) {
        FailureText text = FailureText.read(in);
        int form = in.readByte();
        if (form == FailureEncoder.TEXT_ONLY) {
            return asText(text, in.readUtf());
        }
        if (form != FailureEncoder.OBJECT) {
            throw new MalformedPayloadException("a failure must have a known form: form=" + form);
        }
        return readObject(text, in);
    }

    private Throwable readObject(FailureText text, CodecInput in) {
        try {
            Object rebuilt = JdkSerialization.read(in, resolver);
            if (rebuilt instanceof Throwable failure) {
                String ignored = failure.toString(); // one that cannot even be named would fail whoever is given it
                FailureChain.trim(failure);
                FailureChain.attach(failure, new WorkerTraceException(worker, label, frames(failure)));
                return failure;
            }
            return asText(text, "it came back as " + (rebuilt == null ? "null" : Problems.typeName(rebuilt)));
        } catch (MalformedPayloadException | ThreadDeath e) {
            throw e;
        } catch (Throwable e) { // a missing class, another version of it, user code
            return asText(text, Problems.rebuildReason(e, resolver));
        }
    }

    private Throwable asText(FailureText text, String why) {
        RemoteTaskException failure = new RemoteTaskException(text.className(), text.message(), text.trace(), why);
        failure.setStackTrace(NO_FRAMES); // those of the reading thread would only mislead
        FailureChain.attach(failure, new WorkerTraceException(worker, label, NO_FRAMES));
        return failure;
    }

    private static StackTraceElement[] frames(Throwable failure) {
        StackTraceElement @Nullable [] frames = failure.getStackTrace();
        return frames == null ? NO_FRAMES : frames;
    }
}
