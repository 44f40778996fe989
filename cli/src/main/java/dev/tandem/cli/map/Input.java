package dev.tandem.cli.map;

/**
 * What the function is applied to: a line, a word, or the path of a file.
 *
 * @param text the input as text
 * @param bytes the same as it was read; of a file the bytes of its path, not of its content
 */
record Input(String text, byte[] bytes) {}
