package dev.tandem.cli.map;

import java.nio.charset.Charset;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** The words of the command line after {@code :::}. */
final class WordItems implements ItemSource {
    private final Iterator<String> words;
    private final Charset charset;

    WordItems(List<String> words, Charset charset) {
        this.words = words.iterator();
        this.charset = charset;
    }

    @Override
    public Optional<Input> next() {
        if (!words.hasNext()) {
            return Optional.empty();
        }
        String word = words.next();
        return Optional.of(new Input(word, word.getBytes(charset)));
    }
}
