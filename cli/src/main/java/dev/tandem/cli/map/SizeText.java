package dev.tandem.cli.map;

import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;

/** Sizes of memory as they are written on a command line, and as {@code -Xmx} takes them: {@code 512m}, {@code 2g}. */
final class SizeText {
    private static final long KILO = 1L << 10;
    private static final long MEGA = 1L << 20;
    private static final long GIGA = 1L << 30;

    /** No more digits than fit, whatever the unit. */
    private static final Pattern FORM = Pattern.compile("(\\d{1,9})([kmg])|(\\d{1,18})", Pattern.CASE_INSENSITIVE);

    private SizeText() {}

    /**
     * @param least what it must be at least, in bytes
     * @param most what it must be at most, in bytes
     * @return the size in bytes
     * @throws IllegalArgumentException if it is none, too small or too large
     */
    static long parse(String text, long least, long most) {
        Matcher form = FORM.matcher(text.strip());
        if (!form.matches()) {
            throw new IllegalArgumentException("must be a whole number with k, m or g, such as 512m or 2g: " + text);
        }
        long bytes = form.group(3) != null
                ? Long.parseLong(form.group(3))
                : Long.parseLong(form.group(1)) * unit(form.group(2).toLowerCase(Locale.ROOT));
        if (bytes < least) {
            throw new IllegalArgumentException("must be at least " + of(least) + ", or no worker can live: " + text);
        }
        if (bytes > most) {
            throw new IllegalArgumentException("must be at most " + of(most) + ", the memory of this machine: " + text);
        }
        return bytes;
    }

    private static long unit(String name) {
        return switch (name) {
            case "k" -> KILO;
            case "m" -> MEGA;
            default -> GIGA;
        };
    }

    /** A size as text, in megabytes; rounded down. */
    private static String of(long bytes) {
        return bytes / MEGA + "m";
    }

    /** How much memory the machine has, or the container; as much as can be if that cannot be told. */
    static long machine() {
        try { // by its name, as its class is one of this JDK's own
            Object size = ManagementFactory.getPlatformMBeanServer()
                    .getAttribute(new ObjectName("java.lang:type=OperatingSystem"), "TotalMemorySize");
            return size instanceof Long bytes && bytes > 0 ? bytes : Long.MAX_VALUE;
        } catch (JMException e) {
            return Long.MAX_VALUE; // another JDK: whatever is asked for may be there
        }
    }
}
