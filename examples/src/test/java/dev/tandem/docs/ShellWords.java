package dev.tandem.docs;

import java.util.ArrayList;
import java.util.List;

/**
 * The calls in a line of a shell: commands in pipes, lists and substitutions, each with its words as the shell would pass
 * them on. Files that streams are directed to and comments are no words; variables and patterns stay as they are written.
 */
final class ShellWords {
    private static final String ENDS = "|&;()\n`";

    private final String line;
    private final List<List<String>> calls = new ArrayList<>();
    private List<String> call = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean isInWord;
    private boolean isFile;
    private int at;

    private ShellWords(String line) {
        this.line = line;
    }

    static List<List<String>> calls(String line) {
        ShellWords words = new ShellWords(line);
        words.read();
        return words.calls;
    }

    private void read() {
        for (; at < line.length(); at++) {
            char c = line.charAt(at);
            if (c == '\'' || c == '"') {
                quoted(c);
            } else if (c == '\\' && at + 1 < line.length()) {
                at++;
                if (line.charAt(at) != '\n') {
                    add(line.charAt(at));
                }
            } else if (c == '#' && !isInWord) {
                at = line.indexOf('\n', at) < 0 ? line.length() : line.indexOf('\n', at) - 1;
            } else if (c == '<' || c == '>') {
                redirection();
            } else if (ENDS.indexOf(c) >= 0) {
                endCall();
            } else if (c == '$' && next() == '(' || Character.isWhitespace(c)) {
                endWord();
            } else {
                add(c);
            }
        }
        endCall();
    }

    private char next() {
        return at + 1 < line.length() ? line.charAt(at + 1) : '\n';
    }

    private void add(char c) {
        word.append(c);
        isInWord = true;
    }

    private void quoted(char quote) {
        isInWord = true;
        for (at++; at < line.length() && line.charAt(at) != quote; at++) {
            if (quote == '"' && line.charAt(at) == '\\') {
                at++;
            }
            word.append(line.charAt(at));
        }
    }

    /** Passes over the operator; the next word is a file, unless a command follows that is read like one. */
    private void redirection() {
        if (word.toString().matches("\\d+")) {
            word.setLength(0);
            isInWord = false;
        }
        endWord();
        while (next() == '>' || next() == '<' || next() == '&') {
            at++;
        }
        isFile = next() != '(';
    }

    private void endWord() {
        if (isInWord && !isFile) {
            call.add(word.toString());
        }
        isFile &= !isInWord;
        isInWord = false;
        word.setLength(0);
    }

    private void endCall() {
        endWord();
        isFile = false;
        if (!call.isEmpty()) {
            calls.add(call);
        }
        call = new ArrayList<>();
    }
}
