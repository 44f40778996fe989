package dev.tandem.internal.platform;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/**
 * Reads a command line as {@code java} does, for the flags that it gives to the JVM. Only for a JVM that cannot be asked
 * for them.
 */
final class LauncherWords {
    /** Flags whose value may be the next word. */
    private static final Set<String> WITH_VALUE = Set.of(
            "-cp",
            "-classpath",
            "--class-path",
            "-p",
            "--module-path",
            "--upgrade-module-path",
            "--add-modules",
            "--limit-modules",
            "--add-opens",
            "--add-exports",
            "--add-reads",
            "--patch-module",
            "--enable-native-access",
            "--source");

    /** Flags behind which everything is for the program. */
    private static final Set<String> LAST = Set.of("-jar", "-m", "--module");

    private LauncherWords() {}

    /**
     * Finds the flags of the JVM, in the form {@code name=value}.
     *
     * @param words the words behind the program's name; files of arguments among them are read
     */
    static List<String> flags(List<String> words) {
        List<String> flags = new ArrayList<>();
        Deque<String> rest = new ArrayDeque<>(words);
        boolean files = true;
        while (!rest.isEmpty()) {
            String word = rest.remove();
            if (files && word.startsWith("@") && !word.startsWith("@@")) {
                pushFile(word.substring(1), rest);
            } else if (word.equals("--disable-@files")) {
                files = false;
            } else if (!word.startsWith("-") || LAST.contains(word) || word.startsWith("--module=")) {
                break;
            } else if (WITH_VALUE.contains(word) && !rest.isEmpty()) {
                flags.add(word + "=" + rest.remove());
            } else {
                flags.add(word);
            }
        }
        return flags;
    }

    private static void pushFile(String name, Deque<String> rest) {
        try {
            List<String> arguments = ArgumentFile.read(Path.of(name));
            for (int i = arguments.size() - 1; i >= 0; i--) {
                rest.addFirst(arguments.get(i));
            }
        } catch (IOException | RuntimeException e) {
            // it is gone: nobody knows what was in it
        }
    }
}
