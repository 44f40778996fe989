package dev.tandem.examples.batch;

/**
 * Ends what reads a text, by an exception, so that the threads of an example do not go on for ever. This is the one way to
 * stop a match on a thread. It works for regular expressions, as they read their text through an interface, makes them
 * slower, and has no counterpart for other code that hangs.
 */
final class Leash implements AutoCloseable {
    private volatile boolean pulled;

    /** Returns the text; nobody can read it once this is closed. */
    CharSequence hold(String text) {
        return new Held(text);
    }

    @Override
    public void close() {
        pulled = true;
    }

    private final class Held implements CharSequence {
        private final String text;

        Held(String text) {
            this.text = text;
        }

        @Override
        public char charAt(int index) {
            if (pulled) {
                throw new IllegalStateException("the leash was pulled");
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
