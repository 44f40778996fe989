package dev.tandem.cli.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.testkit.Deadline;
import dev.tandem.testkit.LeakCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Devices, pipes and descriptors as the files of {@code --output} and {@code --joblog}. */
@ExtendWith(LeakCheck.class)
@Deadline(seconds = 120)
class SpecialFileTest {
    private static final String ITEMS = " --threads=1 String::length ::: a bb";

    @TempDir
    private Path directory;

    @Test
    void file_isSpecial_ifItIsNoFileOfItsOwn() throws IOException {
        assertThat(SpecialFile.isAt(Path.of("/dev/null"))).isTrue();
        assertThat(SpecialFile.isAt(Path.of("/dev/stdout"))).isTrue();
        assertThat(SpecialFile.isAt(Path.of("/dev/fd/7"))).isTrue();
        assertThat(SpecialFile.isAt(Files.createSymbolicLink(directory.resolve("link"), Path.of("/dev/stderr"))))
                .isTrue();
        assertThat(SpecialFile.isAt(Files.createFile(directory.resolve("file"))))
                .isFalse();
        assertThat(SpecialFile.isAt(directory.resolve("new"))).isFalse();
        assertThat(SpecialFile.isAt(directory)).isFalse();
        assertThat(SpecialFile.isAt(Path.of("/"))).isFalse();
    }

    @Test
    void descriptors_areWrittenToFromWhereTheyStand() throws Exception {
        Path file = directory.resolve("both");
        try (CommandProcess command = CommandProcess.shell(
                directory,
                "{ echo before; $TANDEM -o /dev/stdout --joblog /dev/fd/3" + ITEMS + "; echo after; } > '" + file
                        + "' 3> '" + file + ".log'; $TANDEM -o /dev/stdout" + ITEMS + " | tail -n 1")) {
            assertThat(command.awaitExit()).isZero();
            assertThat(command.err()).isEmpty();
            assertThat(command.out()).isEqualTo("2\n");
            assertThat(file).hasContent("before\n1\n2\nafter\n");
            assertThat(Path.of(file + ".log")).content().startsWith("Seq\t").hasLineCount(3);
        }
    }

    @Test
    void namedPipe_isWrittenTo_andItsReaderMayGoAway() throws Exception {
        try (CommandProcess command = CommandProcess.shell(
                directory,
                "mkfifo '" + directory + "/pipe'; cat '" + directory + "/pipe' & $TANDEM -o '" + directory + "/pipe'"
                        + ITEMS + "; wait; head -n 1 '" + directory + "/pipe' & yes | $TANDEM -o '" + directory
                        + "/pipe' --threads=1 String::length; echo $?; wait")) {
            assertThat(command.awaitExit()).isZero();
            assertThat(command.err()).isEmpty();
            assertThat(command.out().lines()).startsWith("1", "2").containsExactlyInAnyOrder("1", "2", "1", "141");
        }
    }

    @Test
    void devices_takeWhatTheyTake() throws Exception {
        try (CommandProcess command = CommandProcess.shell(
                directory,
                "$TANDEM -o /dev/null --joblog /dev/null" + ITEMS + " && $TANDEM --joblog /dev/full" + ITEMS)) {
            assertThat(command.awaitExit()).isEqualTo(4);
            assertThat(command.out()).isEmpty();
            assertThat(command.err())
                    .isEqualTo("tandem map: --joblog: cannot be written: /dev/full: No space left on device\n");
        }
    }

    /** Not tried by writing to one: it may be a jar. */
    @Test
    void jars_thatTheJvmHasOpened_areNotWrittenTo() throws Exception {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            List<Path> jars = all.filter(each -> target(each).endsWith(".jar")).toList();
            assertThat(jars).isNotEmpty().allSatisfy(each -> {
                int number = Integer.parseInt(each.getFileName().toString());
                assertThat(StandardStreams.isGivenForWriting(number)).isFalse();
            });
        }
        assertThatThrownBy(() -> SpecialFile.open("--output", Path.of("/dev/fd/1000000")))
                .hasMessage("--output: the command was not given this descriptor to write to: /dev/fd/1000000");
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return ""; // that of the listing itself
        }
    }
}
