package dev.tandem.cli;

/** Ends the command with a message for its user, without a stack trace, and an exit code. */
public final class CommandException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    private CommandException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    /** The command cannot do what it was told to: nothing was done. */
    public static CommandException usage(String message) {
        return new CommandException(ExitCode.USAGE, message);
    }

    /** The command cannot go on. */
    public static CommandException broken(String message) {
        return new CommandException(ExitCode.BROKEN, message);
    }

    public int exitCode() {
        return exitCode;
    }
}
