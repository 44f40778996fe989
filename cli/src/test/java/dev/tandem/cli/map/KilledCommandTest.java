package dev.tandem.cli.map;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.testkit.Deadline;
import dev.tandem.testkit.LeakCheck;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The command is killed with SIGKILL again and again, at random moments, and resumed until it comes to its end. More
 * kills with {@code -Dtandem.test.kills=50}, the same ones with {@code -Dtandem.test.seed=...}.
 */
@ExtendWith(LeakCheck.class)
@Deadline(seconds = 600)
class KilledCommandTest {
    private static final int KILLS = Integer.getInteger("tandem.test.kills", 6);
    private static final int ITEMS_PER_KILL = 60;

    @TempDir
    private Path directory;

    @Test
    void command_killedAtRandomMoments_doesEachItemOnce() throws Exception {
        long seed = Long.getLong("tandem.test.seed", System.nanoTime());
        System.out.println("KilledCommandTest: -Dtandem.test.seed=" + seed + " -Dtandem.test.kills=" + KILLS);
        Random random = new Random(seed);
        List<String> inputs = IntStream.rangeClosed(1, KILLS * ITEMS_PER_KILL)
                .mapToObj(i -> i % 17 == 0 ? "fail " + i : "sleep " + random.nextInt(4) + " " + i)
                .toList();
        Path log = directory.resolve("log");
        Path output = directory.resolve("output");
        int kills = 0;
        while (true) {
            try (CommandProcess command = CommandProcess.start(
                    directory,
                    inputs,
                    "-j2",
                    "--quiet",
                    "--joblog=" + log,
                    "--output=" + output,
                    "--resume",
                    Samples.class.getName() + "::act")) {
                if (kills < KILLS) {
                    kills++;
                    awaitMoment(random, command, log);
                    command.kill();
                    command.awaitNothingLeft();
                } else {
                    int code = command.awaitExit();
                    // the last run may have found nothing left to do, or nothing that fails
                    assertThat(code).as(command.err()).isIn(0, 1);
                    command.awaitNothingLeft();
                    break;
                }
            }
        }
        assertEachOnce(inputs, log, output);
    }

    /** In the start of the command, or when some more items are done, or between the steps of one. */
    private static void awaitMoment(Random random, CommandProcess command, Path log) throws InterruptedException {
        if (random.nextInt(4) == 0) {
            Thread.sleep(random.nextInt(1500));
            return;
        }
        long wanted = size(log) + 1 + random.nextInt(3000);
        command.await("progress", () -> size(log) >= wanted || !command.isAlive());
        long end = System.nanoTime() + random.nextInt(3_000_000);
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    private static long size(Path file) {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void assertEachOnce(List<String> inputs, Path log, Path output) throws IOException {
        List<JobLogLine> lines;
        try (Stream<String> text = Files.lines(log)) {
            lines = text.skip(1)
                    .map(line -> JobLogLine.parse(line).orElseThrow())
                    .toList();
        }
        assertThat(lines.stream().map(JobLogLine::seq))
                .as("numbers in the log")
                .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, inputs.size())
                        .mapToObj(Long::valueOf)
                        .toList());
        assertThat(lines).allSatisfy(line -> {
            String input = inputs.get((int) line.seq() - 1);
            assertThat(line.input()).isEqualTo(input);
            assertThat(line.outcome()).isEqualTo(input.startsWith("fail") ? Outcome.Kind.FAILED : Outcome.Kind.OK);
        });
        assertThat(Files.readAllLines(output))
                .as("results")
                .containsExactlyInAnyOrderElementsOf(inputs.stream()
                        .filter(input -> !input.startsWith("fail"))
                        .map(input -> input.toUpperCase(Locale.ROOT))
                        .toList());
        assertThat(lines.get(lines.size() - 1).offset()).isEqualTo(Files.size(output));
    }
}
