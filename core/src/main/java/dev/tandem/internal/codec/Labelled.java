package dev.tandem.internal.codec;

/** Something that messages name by a label, which is made only when it is needed. */
public interface Labelled {
    /** The label. */
    String label();
}
