package dev.tandem.internal.progress;

/** What a line of progress can be written on. */
public interface Terminal {
    /** How many columns a line has now. */
    int columns();

    /** Whether it can show block characters. */
    boolean showsBlocks();

    /** Writes text at once. Never fails: what cannot be written is dropped. */
    void write(String text);
}
