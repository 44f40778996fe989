package dev.tandem.spi;

import java.io.Serializable;
import java.util.Locale;

/** Carries the default locales of a process. */
enum LocaleCarrier implements ContextCarrier<LocaleCarrier.Defaults> {
    INSTANCE;

    /** The default locale, and those for display and format, which can differ from it. */
    record Defaults(Locale all, Locale display, Locale format) implements Serializable {
        static Defaults now() {
            return new Defaults(
                    Locale.getDefault(),
                    Locale.getDefault(Locale.Category.DISPLAY),
                    Locale.getDefault(Locale.Category.FORMAT));
        }

        void set() {
            Locale.setDefault(all); // first: it sets the others, too
            Locale.setDefault(Locale.Category.DISPLAY, display);
            Locale.setDefault(Locale.Category.FORMAT, format);
        }
    }

    @Override
    public Defaults capture() {
        return Defaults.now();
    }

    @Override
    public Scope restore(Defaults captured) {
        Defaults before = Defaults.now();
        captured.set();
        return before::set;
    }

    @Override
    public boolean isProcessWide() {
        return true;
    }
}
