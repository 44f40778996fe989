package dev.tandem.cli;

/** What the command tells the shell when it ends. */
public final class ExitCode {
    /** All is well. */
    public static final int OK = 0;
    /** The command did its work, and some of it failed: items of {@code map}, checks of {@code doctor}. */
    public static final int SOME_FAILED = 1;
    /** The command was called wrongly and did nothing. */
    public static final int USAGE = 2;
    /** It stopped early, because its caller had asked for that ({@code --halt}). */
    public static final int HALTED = 3;
    /** It could not go on: workers cannot be started, output cannot be written. */
    public static final int BROKEN = 4;
    /** Ended because its terminal was closed (128 + SIGHUP). */
    public static final int HUNG_UP = 129;
    /** Ended by Ctrl-C (128 + SIGINT). */
    public static final int INTERRUPTED = 130;
    /** Nobody reads the output any more (128 + SIGPIPE). */
    public static final int BROKEN_PIPE = 141;
    /** Ended by SIGTERM (128 + SIGTERM). */
    public static final int TERMINATED = 143;

    private ExitCode() {}
}
