package dev.tandem.internal.fleet;

import dev.tandem.WorkerCrashedException.Memory;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells from the words of a JVM which memory it ran out of. The words are those of JDK 17 to 25. */
final class MemoryWords {
    /** What a JVM prints that ends by {@code -XX:+ExitOnOutOfMemoryError} or {@code -XX:+CrashOnOutOfMemoryError}. */
    private static final String FAREWELL = "due to java.lang.OutOfMemoryError: ";

    /** What the crash log of the latter says. */
    private static final String CRASH = "OutOfMemory encountered: ";

    private MemoryWords() {}

    /** Which memory an {@code OutOfMemoryError} is about. */
    static Memory memoryOf(String message) {
        if (message.contains("Java heap space") || message.contains("GC overhead limit exceeded")) {
            return Memory.HEAP;
        } else if (message.contains("Metaspace") || message.contains("Compressed class space")) {
            return Memory.METASPACE;
        } else if (message.contains("direct buffer memory") || message.contains("Direct buffer memory")) {
            return Memory.DIRECT;
        } else if (message.contains("unable to create native thread")) {
            return Memory.THREADS;
        } else if (message.contains("array size exceeds")
                || message.contains("array length")
                || message.contains("length exceeds implementation limit")) {
            return Memory.ARRAY_SIZE;
        } else if (message.contains("Unable to allocate")
                || message.contains("Map failed")
                || message.contains("Out of swap space")) {
            return Memory.NATIVE;
        }
        return Memory.UNKNOWN;
    }

    /** The message of the error of which a JVM says to have died, or null. */
    static @Nullable String farewell(List<String> stdout, List<String> stderr, String crashLogHead) {
        String found = after(FAREWELL, stdout);
        found = found != null ? found : after(FAREWELL, stderr);
        return found != null ? found : after(CRASH, crashLogHead.lines().toList());
    }

    private static @Nullable String after(String words, List<String> lines) {
        for (int i = lines.size() - 1; i >= 0; i--) {
            int at = lines.get(i).indexOf(words);
            if (at >= 0) {
                return lines.get(i).substring(at + words.length()).trim();
            }
        }
        return null;
    }
}
