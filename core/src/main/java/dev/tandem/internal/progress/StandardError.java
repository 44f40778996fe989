package dev.tandem.internal.progress;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Standard error as a terminal. Used by one thread at a time. */
final class StandardError implements Terminal {
    /** What a terminal has that does not tell. */
    static final int USUAL_COLUMNS = 80;

    private static final int NARROWEST = 2;

    /** How long a width is believed. Less starts a program more often, more leaves a resized terminal untidy for longer. */
    private static final long BELIEVED_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Charset charset = Charsets.ofStandardError();
    private final boolean showsBlocks;
    private final @Nullable OptionalInt fixedColumns;
    private final Supplier<OptionalInt> device;
    private final LongSupplier nanoClock;

    @SuppressWarnings("StreamResourceLeak") // it is everybody's, and stays open
    private final OutputStream out = new FileOutputStream(FileDescriptor.err);

    private int columns = USUAL_COLUMNS;
    private long askedNanos;
    private boolean isAsked;

    /** Whether there is nobody to ask. */
    private boolean isMute;

    StandardError(UnaryOperator<@Nullable String> environment) {
        this(environment, TerminalDevice::columns, System::nanoTime);
    }

    StandardError(UnaryOperator<@Nullable String> environment, Supplier<OptionalInt> device, LongSupplier nanoClock) {
        this.fixedColumns = columns(environment.apply("COLUMNS"));
        this.device = device;
        this.nanoClock = nanoClock;
        // the Linux console has a font of 256 characters, without the parts of a block
        this.showsBlocks = charset.newEncoder().canEncode('\u258f') && !"linux".equals(environment.apply("TERM"));
    }

    private static @Nullable OptionalInt columns(@Nullable String text) {
        OptionalInt found = text == null ? OptionalInt.empty() : TerminalDevice.columnsOf("0 " + text.strip());
        return found.isPresent() ? found : null;
    }

    /** Whether there is a terminal that shows a line, and it is not the log of somebody else's machine. */
    static boolean isFitForLine(UnaryOperator<@Nullable String> environment) {
        String ci = environment.apply("CI");
        if (ci != null && !ci.isEmpty() && !"false".equals(ci)) {
            return false;
        }
        return understandsEscapes(environment) && TerminalDevice.isTerminal(2);
    }

    private static boolean understandsEscapes(UnaryOperator<@Nullable String> environment) {
        String term = environment.apply("TERM");
        if (TerminalDevice.isWindows()) {
            return term != null || environment.apply("WT_SESSION") != null || environment.apply("ANSICON") != null;
        }
        return term != null && !term.isEmpty() && !"dumb".equals(term);
    }

    @Override
    public int columns() {
        if (fixedColumns != null) {
            return Math.max(NARROWEST, fixedColumns.getAsInt());
        }
        long now = nanoClock.getAsLong();
        if (!isMute && (!isAsked || now - askedNanos >= BELIEVED_NANOS)) {
            isAsked = true;
            askedNanos = now;
            OptionalInt answer = device.get();
            isMute = answer.isEmpty();
            columns = Math.max(NARROWEST, answer.orElse(columns));
        }
        return columns;
    }

    @Override
    public boolean showsBlocks() {
        return showsBlocks;
    }

    @Override
    public void write(String text) {
        try {
            out.write(text.getBytes(charset));
        } catch (IOException e) {
            // closed: nobody wants to see it
        }
    }
}
