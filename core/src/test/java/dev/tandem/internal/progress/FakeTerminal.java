package dev.tandem.internal.progress;

import java.util.ArrayList;
import java.util.List;

/** A terminal of some width that keeps what is written, and shows what that looks like. */
final class FakeTerminal implements Terminal {
    private final StringBuilder written = new StringBuilder();
    private int columns;
    private final boolean blocks;

    FakeTerminal(int columns, boolean blocks) {
        this.columns = columns;
        this.blocks = blocks;
    }

    void resize(int value) {
        columns = value;
    }

    @Override
    public int columns() {
        return columns;
    }

    @Override
    public boolean showsBlocks() {
        return blocks;
    }

    @Override
    public void write(String text) {
        written.append(text);
    }

    /** How much was written. */
    int writtenChars() {
        return written.length();
    }

    /** The lines that can be read on it; the last one is that of the cursor. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        int column = 0;
        String text = written.toString().replace("\u001b[?7l", "").replace("\u001b[?7h", "");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n') {
                lines.add(line.toString());
                line.setLength(0);
                column = 0;
            } else if (c == '\r') {
                column = 0;
            } else if (text.startsWith("\u001b[K", i)) {
                line.setLength(column);
                i += 2;
            } else {
                line.replace(column, Math.min(line.length(), column + 1), String.valueOf(c));
                column++;
            }
        }
        lines.add(line.toString());
        return lines;
    }
}
