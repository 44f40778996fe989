package dev.tandem.cli.map;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * A line of a job log: tab-separated, the first nine columns in the order of GNU parallel.
 *
 * @param seq the number of the item, from 1
 * @param worker which worker ran it
 * @param start when its last attempt started, in seconds since 1970
 * @param seconds how long that took
 * @param sent how many bytes the input has
 * @param received how many bytes its result has
 * @param exitValue see {@link Outcome#exitValue}
 * @param signal see {@link Outcome#signal}
 * @param input the input as {@link Escapes#logged} has it
 * @param outcome what became of it
 * @param attempts how often it was tried
 * @param offset where its result ends in the file of {@code --output}; -1 without one
 */
record JobLogLine(
        long seq,
        String worker,
        String start,
        String seconds,
        long sent,
        long received,
        int exitValue,
        int signal,
        String input,
        Outcome.Kind outcome,
        int attempts,
        long offset) {
    static final String HEADER = String.join(
                    "\t",
                    "Seq",
                    "Worker",
                    "Starttime",
                    "JobRuntime",
                    "Send",
                    "Receive",
                    "Exitval",
                    "Signal",
                    "Input",
                    "Outcome",
                    "Attempts",
                    "Offset")
            + "\n";

    private static final int COLUMNS = 12;

    static JobLogLine of(Job job, Outcome outcome, long received, long offset) {
        Instant start =
                job.future == null ? Instant.now() : job.future.startedAt().orElseGet(Instant::now);
        return new JobLogLine(
                job.seq,
                job.worker(),
                String.format(Locale.ROOT, "%.3f", start.toEpochMilli() / 1000.0),
                Outcome.seconds(outcome.time()),
                job.input.bytes().length,
                received,
                outcome.exitValue(),
                outcome.signal(),
                Escapes.logged(job.input.text()),
                outcome.kind(),
                job.attempts,
                offset);
    }

    /** Reads a line without its end; empty if it is none. */
    static Optional<JobLogLine> parse(String line) {
        String[] columns = line.split("\t", -1);
        if (columns.length != COLUMNS) {
            return Optional.empty();
        }
        try {
            return Optional.of(new JobLogLine(
                    Long.parseLong(columns[0]),
                    columns[1],
                    columns[2],
                    columns[3],
                    Long.parseLong(columns[4]),
                    Long.parseLong(columns[5]),
                    Integer.parseInt(columns[6]),
                    Integer.parseInt(columns[7]),
                    columns[8],
                    Outcome.Kind.valueOf(columns[9].toUpperCase(Locale.ROOT)),
                    Integer.parseInt(columns[10]),
                    columns[11].equals("-") ? -1 : Long.parseLong(columns[11])));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    byte[] bytes() {
        return (seq + "\t" + worker + "\t" + start + "\t" + seconds + "\t" + sent + "\t" + received + "\t" + exitValue
                        + "\t"
                        + signal + "\t" + input + "\t" + outcome + "\t" + attempts + "\t"
                        + (offset < 0 ? "-" : String.valueOf(offset)) + "\n")
                .getBytes(StandardCharsets.UTF_8);
    }
}
