package dev.tandem.internal.codec;

/**
 * An exception as text.
 *
 * @param className its class
 * @param message its message, empty if it has none
 * @param trace its stack trace with its causes, as the JDK prints it
 */
record FailureText(String className, String message, String trace) {
    /** More: longer messages and payloads. Less: deep traces lose their ends. */
    static final int MAX_CHARS = 64 * 1024;

    private static final String TRIM_MARK = "\n... (trimmed after 65536 characters)";

    static FailureText of(Throwable failure) {
        return new FailureText(failure.getClass().getName(), message(failure), trim(TracePrinter.print(failure)));
    }

    /** Returns the message of an exception, trimmed. */
    static String message(Throwable failure) {
        return trim(Problems.message(failure));
    }

    /** Returns the first line of the trace, trimmed. */
    static String headline(Throwable failure) {
        return trim(TracePrinter.headline(failure));
    }

    static FailureText read(CodecInput in) {
        return new FailureText(in.readUtf(), in.readUtf(), in.readUtf());
    }

    void write(CodecOutput out) {
        out.writeUtf(className);
        out.writeUtf(message);
        out.writeUtf(trace);
    }

    private static String trim(String text) {
        return text.length() <= MAX_CHARS ? text : text.substring(0, MAX_CHARS) + TRIM_MARK;
    }
}
