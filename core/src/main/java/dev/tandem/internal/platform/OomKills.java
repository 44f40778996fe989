package dev.tandem.internal.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** How many processes of a control group the kernel's out-of-memory killer has taken, where Linux tells. */
public final class OomKills {
    private static final String ROOT = "/sys/fs/cgroup";

    /**
     * Up to which count the kills of each group are accounted for. One kill explains one death: the processes of a group
     * share its count, and those that die later, of something else, would find it higher, too. Guarded by itself.
     */
    private static final Map<Path, Long> CLAIMED = new HashMap<>();

    private final Path file;
    private final long before;

    private OomKills(Path file, long before) {
        this.file = file;
        this.before = before;
    }

    /** Reads the count for the group that a process is in; returns null where that cannot be known. */
    public static @Nullable OomKills of(long pid) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "cgroup"))) {
                Path file = file(line);
                OomKills found = file == null ? null : in(file);
                if (found != null) {
                    return found;
                }
            }
        } catch (IOException | RuntimeException e) {
            // another operating system, or the process is gone
        }
        return null;
    }

    /** Reads the count in a file; returns null if there is none. */
    static @Nullable OomKills in(Path file) {
        OptionalLong count = count(file);
        if (count.isEmpty()) {
            return null;
        }
        // a group that was removed and made anew counts from 0
        synchronized (CLAIMED) {
            CLAIMED.computeIfPresent(file, (f, claimed) -> Math.min(claimed, count.getAsLong()));
        }
        return new OomKills(file, count.getAsLong());
    }

    /** Claims one kill since for a process that has died, and tells of it in words; null if there is none left. */
    public @Nullable String since() {
        synchronized (CLAIMED) {
            long from = Math.max(before, CLAIMED.getOrDefault(file, 0L));
            OptionalLong now = count(file);
            if (now.isEmpty() || now.getAsLong() <= from) {
                return null;
            }
            CLAIMED.put(file, from + 1);
            return "the kernel's out-of-memory killer was at work: oom_kill in " + file + " rose from " + from + " to "
                    + now.getAsLong();
        }
    }

    /** Where the group counts, by a line {@code number:controllers:path}: version 2 has the number 0, and no names. */
    private static @Nullable Path file(String line) {
        String[] words = line.split(":", 3);
        if (words.length < 3) {
            return null;
        }
        String group = words[2].startsWith("/") ? words[2].substring(1) : words[2];
        if (words[0].equals("0")) {
            return Path.of(ROOT, group, "memory.events");
        }
        return List.of(words[1].split(",")).contains("memory")
                ? Path.of(ROOT, "memory", group, "memory.oom_control")
                : null;
    }

    private static OptionalLong count(Path file) {
        try {
            for (String line : Files.readAllLines(file)) {
                if (line.startsWith("oom_kill ")) {
                    return OptionalLong.of(
                            Long.parseLong(line.substring("oom_kill ".length()).trim()));
                }
            }
        } catch (IOException | RuntimeException e) {
            // such a group does not count, or is gone
        }
        return OptionalLong.empty();
    }
}
