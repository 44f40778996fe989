package dev.tandem.cli.map;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Standard input, output and error as the shell gave them, and what lies behind them. */
final class StandardStreams {
    private StandardStreams() {}

    static InputStream in() {
        return new FileInputStream(FileDescriptor.in);
    }

    /** Standard output, whatever {@code System.out} is. */
    static OutputStream out() {
        return new FileOutputStream(FileDescriptor.out);
    }

    static boolean isTerminal(int descriptor) {
        Optional<String> target = target(descriptor);
        return target.isPresent()
                ? target.get().startsWith("/dev/pts/")
                        || target.get().startsWith("/dev/tty")
                        || target.get().equals("/dev/console")
                : System.console() != null;
    }

    /** Whether a failed write means that the reader has gone. */
    static boolean isBrokenPipe(IOException failure) {
        return target(1).map(name -> name.startsWith("pipe:") || name.startsWith("socket:"))
                .orElseGet(() -> String.valueOf(failure.getMessage()).contains("Broken pipe"));
    }

    /** The rest of standard input once more, from where it stands now, if it is a file. To be called before it is read. */
    static Optional<InputStream> inputAgain() {
        Path file = Path.of("/proc/self/fd/0");
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            long position = new FileInputStream(FileDescriptor.in).getChannel().position();
            FileChannel again = FileChannel.open(file);
            again.position(position);
            return Optional.of(Channels.newInputStream(again));
        } catch (IOException e) {
            return Optional.empty(); // it may be read but once
        }
    }

    private static Optional<String> target(int descriptor) {
        try {
            return Optional.of(Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString());
        } catch (IOException | RuntimeException e) {
            return Optional.empty(); // not Linux
        }
    }
}
