package dev.tandem.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A child process that does one kind of work in a pool of its own, once for each line that it is sent, and answers
 * with a line: {@link #MARK}, the sum of the results and its figures. It ends with its input, so also when this JVM
 * dies; and it is killed, with its own children, when it takes too long.
 */
final class ChildSide implements Side {
    /** What an answer begins with. Other lines are what somebody else prints, a JVM that warns for instance. */
    static final String MARK = "= ";

    /** A repetition takes a few seconds at most; one that takes this long will never end. */
    private static final long STUCK_SECONDS = 180;

    /** Time for the child to shut its pool down. */
    private static final long CLOSE_SECONDS = 20;

    private final Process process;
    private final OutputStream requests;
    private final BufferedReader answers;
    private final long expectedSum;

    ChildSide(ProcessBuilder command, long expectedSum) throws IOException {
        this.process = command.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        this.requests = process.getOutputStream();
        this.answers = process.inputReader();
        this.expectedSum = expectedSum;
    }

    @Override
    public Sample measure() throws IOException, WrongResultException {
        CompletableFuture<Void> watchdog = CompletableFuture.runAsync(
                this::kill, CompletableFuture.delayedExecutor(STUCK_SECONDS, TimeUnit.SECONDS));
        try {
            requests.write('\n');
            requests.flush();
            return parse(answer());
        } finally {
            watchdog.cancel(false);
        }
    }

    private String answer() throws IOException {
        for (String line = answers.readLine(); line != null; line = answers.readLine()) {
            if (line.startsWith(MARK)) {
                return line.substring(MARK.length());
            }
        }
        throw new IOException("the child process has ended before it answered; see its error output above");
    }

    private Sample parse(String answer) throws WrongResultException {
        List<String> words = List.of(answer.split(" "));
        WrongResultException.check(expectedSum, Long.parseLong(words.get(0)));
        return new Sample(words.stream().skip(1).map(Double::valueOf).toList());
    }

    @Override
    public void close() {
        try (answers) {
            requests.close();
            if (!process.waitFor(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                kill();
            }
        } catch (IOException e) {
            kill(); // it is gone, or about to go
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the process and its workers, which would wait for ever without it. */
    private void kill() {
        List<ProcessHandle> workers = process.descendants().toList();
        process.destroyForcibly();
        workers.forEach(ProcessHandle::destroyForcibly);
    }
}
