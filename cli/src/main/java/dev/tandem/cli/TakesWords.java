package dev.tandem.cli;

import java.util.List;

/** A command whose inputs may be words of the command line, after {@code :::}. */
public interface TakesWords {
    /** Takes them, before the command is run. */
    void words(List<String> words);
}
