package dev.tandem.cli.map;

import dev.tandem.cli.CommandException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the function is applied to. */
final class InputOptions {
    @Option(
            names = {"-a", "--arg-file"},
            paramLabel = "FILE",
            description = "Reads the inputs from a file instead of standard input.")
    private @Nullable Path argFile;

    @Option(
            names = {"-0", "--null"},
            description = "Inputs end with a NUL byte, as find -print0 writes them, instead of being lines.")
    private boolean nul;

    @Option(
            names = "--files",
            arity = "1..*",
            paramLabel = "PATH",
            description =
                    "The inputs are these files, and all files below these directories. By its parameter the function"
                            + " gets the path (Path, File) or the content (String, byte[], InputStream, Reader).")
    private List<Path> files = new ArrayList<>();

    @Option(
            names = "--glob",
            paramLabel = "GLOB",
            description =
                    "Of the files below directories, only those whose name matches: '*.pdf', '*.{jpg,png}'; with a"
                            + " slash, whose path from the directory on does: 'docs/**.md'. Without --files, below the working"
                            + " directory.")
    private List<String> globs = new ArrayList<>();

    @Option(
            names = "--charset",
            paramLabel = "NAME",
            defaultValue = "UTF-8",
            converter = CharsetName.class,
            description = "How inputs and results are encoded; ${DEFAULT-VALUE} unless given.")
    private Charset charset = StandardCharsets.UTF_8;

    /** Those after {@code :::}; null if there is none. */
    private @Nullable List<String> words;

    /** What the command itself writes. */
    private List<Path> leftOut = List.of();

    /** Takes no inputs from these files, absolute and normalized, when it meets them below directories. */
    void leaveOut(List<Path> written) {
        leftOut = written;
    }

    void words(List<String> given) {
        words = List.copyOf(given);
    }

    Charset charset() {
        return charset;
    }

    boolean isFiles() {
        return !files.isEmpty() || !globs.isEmpty();
    }

    /** Checks what can be checked before anything is read. */
    void check() {
        long ways = Stream.of(argFile != null, isFiles(), words != null)
                .filter(way -> way)
                .count();
        if (ways > 1) {
            throw CommandException.usage("inputs come in one way only: --arg-file, --files or :::");
        }
        if (nul && (isFiles() || words != null)) {
            throw CommandException.usage("--null is for inputs of standard input or --arg-file");
        }
        if (argFile != null && Files.isDirectory(argFile)) {
            throw CommandException.usage("--arg-file is a directory, and --files takes the files in it: " + argFile);
        }
        if (argFile != null && !Files.isReadable(argFile)) {
            throw CommandException.usage("--arg-file: there is no such file, or it cannot be read: " + argFile);
        }
    }

    /** Checks that there is something to be read, before anything is written. */
    void checkThere() {
        if (isStandardInput()) {
            InputStream unused = StandardStreams.in();
        } else if (argFile == null) {
            ItemSource unused = named(complaint -> {});
        }
    }

    /** Whether inputs are read from this file, which is there: as such, or as standard input. */
    boolean isReadFrom(Path file) {
        try {
            if (argFile != null) {
                return Files.isSameFile(file, argFile);
            }
            Path standard = Path.of("/proc/self/fd/0");
            return isStandardInput() && Files.exists(standard) && Files.isSameFile(file, standard);
        } catch (IOException e) {
            return false; // reading or writing it will tell what is wrong with it
        }
    }

    /** Whether standard input is read. */
    boolean isStandardInput() {
        return argFile == null && !isFiles() && words == null;
    }

    /** The inputs. */
    ItemSource source(Consumer<String> complaints) {
        if (argFile != null) {
            return lines(open(argFile));
        }
        return isStandardInput() ? lines(StandardStreams.in()) : named(complaints);
    }

    /** The same inputs once more, to be counted; empty if they can be read but once. To be called before that. */
    Optional<ItemSource> again() {
        if (isStandardInput()) {
            return StandardStreams.inputAgain().map(this::lines);
        }
        if (argFile != null) {
            return Files.isRegularFile(argFile) ? Optional.of(lines(open(argFile))) : Optional.empty();
        }
        return Optional.of(named(complaint -> {}));
    }

    private ItemSource named(Consumer<String> complaints) {
        if (words != null) {
            return new WordItems(words, charset);
        }
        try {
            List<Path> roots = files.isEmpty() ? List.of(Path.of("")) : files;
            return new FileItems(roots, new FilePattern(globs), leftOut, complaints);
        } catch (IllegalArgumentException e) {
            throw CommandException.usage("--glob: not a pattern: " + e.getMessage());
        }
    }

    private ItemSource lines(InputStream in) {
        return nul ? StreamItems.separatedByNul(in, charset) : StreamItems.lines(in, charset);
    }

    private static InputStream open(Path file) {
        try {
            return Files.newInputStream(file);
        } catch (IOException e) {
            throw CommandException.usage("--arg-file: cannot be read: " + file + ": " + e);
        }
    }
}
