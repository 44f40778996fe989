package dev.tandem.internal.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** How many processes of a control group the kernel's out-of-memory killer has taken, where Linux tells. */
public final class OomKills {
    private static final String ROOT = "/sys/fs/cgroup";

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
                OptionalLong count = file == null ? OptionalLong.empty() : count(file);
                if (file != null && count.isPresent()) {
                    return new OomKills(file, count.getAsLong());
                }
            }
        } catch (IOException | RuntimeException e) {
            // another operating system, or the process is gone
        }
        return null;
    }

    /** What has happened since, in words; null if nothing has. */
    public @Nullable String since() {
        OptionalLong now = count(file);
        return now.isPresent() && now.getAsLong() > before
                ? "the kernel's out-of-memory killer was at work: oom_kill in " + file + " rose from " + before + " to "
                        + now.getAsLong()
                : null;
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
