package dev.tandem.examples;

import java.io.Console;

/** Whether a person watches standard output, so that a line may be written over. */
final class Terminal {
    private Terminal() {}

    /** Asks what the {@code ./tandem} script found out, and otherwise the console. */
    static boolean isStandardOutput() {
        String told = System.getProperty("tandem.tour.terminal");
        if (told != null) {
            return Boolean.parseBoolean(told);
        }
        Console console = System.console();
        return console != null && isTerminal(console);
    }

    /** Since JDK 22 there may be a console that is no terminal; {@code isTerminal} tells, but 17 does not have it. */
    private static boolean isTerminal(Console console) {
        try {
            return Boolean.TRUE.equals(Console.class.getMethod("isTerminal").invoke(console));
        } catch (NoSuchMethodException olderJdk) {
            return true;
        } catch (ReflectiveOperationException unknown) {
            return false;
        }
    }
}
