package dev.tandem.cli.map;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Text in one line, without characters that end lines or columns, or that a terminal takes as commands. */
final class Escapes {
    /** Longer inputs are not logged in full: a log of a million of them shall be a file that one can look at. */
    private static final int LONGEST = 2048;

    private static final int SHOWN = 256;

    private Escapes() {}

    /** Backslash and control characters become {@code \\}, {@code \t}, {@code \n}, {@code \r}, {@code \x7f}... */
    static String inOneLine(String text) {
        int clean = 0;
        while (clean < text.length() && !isSpecial(text.charAt(clean))) {
            clean++;
        }
        if (clean == text.length()) {
            return text;
        }
        StringBuilder line = new StringBuilder(text.length() + 16).append(text, 0, clean);
        for (int i = clean; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\\' -> line.append("\\\\");
                case '\t' -> line.append("\\t");
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                default -> {
                    if (isSpecial(c)) {
                        line.append(c < 0x100 ? "\\x" : "\\u");
                        line.append(HexFormat.of().toHexDigits(c, c < 0x100 ? 2 : 4));
                    } else {
                        line.append(c);
                    }
                }
            }
        }
        return line.toString();
    }

    /** As {@link #inOneLine}; of a very long text its beginning and what tells it from others. */
    static String logged(String text) {
        if (text.length() <= LONGEST) {
            return inOneLine(text);
        }
        return inOneLine(text.substring(0, SHOWN)) + "...(" + text.length() + " characters, sha256 " + digest(text)
                + ")";
    }

    /** As {@link #inOneLine}, cut to a number of characters. */
    static String shortened(String text, int characters) {
        String line = inOneLine(text.length() > characters ? text.substring(0, characters) : text);
        return text.length() > characters ? line + "..." : line;
    }

    private static boolean isSpecial(char c) {
        // U+2028 and U+2029 end lines for some readers
        return c < ' ' || c == '\\' || (c >= 0x7f && c < 0xa0) || c == '\u2028' || c == '\u2029' || c == '\ufeff';
    }

    private static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
