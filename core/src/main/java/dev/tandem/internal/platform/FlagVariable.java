package dev.tandem.internal.platform;

import java.util.ArrayList;
import java.util.List;

/**
 * The value of a variable from which a JVM takes flags, such as {@code JAVA_TOOL_OPTIONS}: words between white space,
 * which quotes of either kind keep.
 */
public final class FlagVariable {
    /** The files of the agent that lets debuggers in, when it is given by its path. */
    private static final List<String> DEBUGGER_FILES = List.of("libjdwp.so", "libjdwp.dylib", "jdwp.dll");

    /**
     * One word.
     *
     * @param start where it starts, quotes included
     * @param end where it ends
     * @param text what the JVM makes of it
     */
    private record Word(int start, int end, String text) {}

    private FlagVariable() {}

    /** The words as the JVM understands them, without quotes. */
    public static List<String> words(String value) {
        List<String> words = new ArrayList<>();
        for (Word word : parse(value)) {
            words.add(word.text);
        }
        return words;
    }

    /**
     * The value without what makes a JVM wait for debuggers: two JVMs cannot do that at one address, and the second one
     * would not start. All other words stay as they are written.
     */
    public static String withoutDebugger(String value) {
        StringBuilder kept = new StringBuilder();
        boolean any = false;
        int end = 0; // of the word before, so that the white space between goes with the word behind it
        for (Word word : parse(value)) {
            if (isDebugger(word.text)) {
                any = true;
            } else {
                kept.append(value, end, word.end);
            }
            end = word.end;
        }
        return any ? kept.toString().strip() : value;
    }

    /** Whether a word is what makes a JVM wait for debuggers. */
    public static boolean isDebugger(String word) {
        return word.equals("-Xdebug")
                || is(word, "-Xrunjdwp", ':')
                || is(word, "-agentlib:jdwp", '=')
                || (word.startsWith("-agentpath:") && isDebuggerFile(word.substring("-agentpath:".length())));
    }

    /** Whether a word is a flag, with options or without. */
    private static boolean is(String word, String flag, char separator) {
        return word.startsWith(flag) && (word.length() == flag.length() || word.charAt(flag.length()) == separator);
    }

    private static boolean isDebuggerFile(String agent) {
        int options = agent.indexOf('=');
        String path = options < 0 ? agent : agent.substring(0, options);
        return DEBUGGER_FILES.contains(path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1));
    }

    private static List<Word> parse(String value) {
        List<Word> words = new ArrayList<>();
        for (int i = 0; i < value.length(); ) {
            if (isSpace(value.charAt(i))) {
                i++;
            } else {
                Word word = parseWord(value, i);
                words.add(word);
                i = word.end;
            }
        }
        return words;
    }

    private static Word parseWord(String value, int start) {
        StringBuilder text = new StringBuilder();
        char quote = 0;
        int i = start;
        for (; i < value.length(); i++) {
            char c = value.charAt(i);
            if (quote == 0 ? c == '"' || c == '\'' : c == quote) {
                quote = quote == 0 ? c : 0;
            } else if (quote == 0 && isSpace(c)) {
                break;
            } else {
                text.append(c);
            }
        }
        return new Word(start, i, text.toString());
    }

    /** What C calls a space, as the JVM does. */
    private static boolean isSpace(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }
}
