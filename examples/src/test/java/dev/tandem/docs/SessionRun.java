package dev.tandem.docs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs a session with bash in a directory of its own, and compares what it prints with what is shown. */
final class SessionRun {
    /** For processes that are about to end. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final String MARK = "TANDEM_SESSION";
    private static final List<String> FLAGS =
            List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "JDK_JAVAC_OPTIONS", "_JAVA_OPTIONS");

    private final Session session;
    private final Duration limit;
    private final Path record;
    private final Path work;
    private final Path home;
    private final Path temp;
    private final String mark = UUID.randomUUID().toString();

    SessionRun(Session session, Path directory, Duration limit) throws IOException {
        this.session = session;
        this.limit = limit;
        record = Files.createDirectories(directory.resolve("record"));
        work = Files.createDirectories(directory.resolve("work"));
        home = Files.createDirectories(directory.resolve("home"));
        temp = Files.createDirectories(directory.resolve("tmp"));
    }

    /** Runs it and returns what is wrong. */
    List<String> problems(SessionTools tools) throws IOException, InterruptedException {
        for (Map.Entry<String, String> file : session.files().entrySet()) {
            Files.writeString(work.resolve(file.getKey()), file.getValue());
        }
        Path script = Files.writeString(record.resolve("script"), SessionScript.of(session));
        ProcessBuilder builder = new ProcessBuilder("bash", "--norc", "--noprofile", script.toString())
                .directory(work.toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .redirectOutput(record.resolve("bash").toFile());
        prepare(builder.environment(), tools);
        Process bash = builder.start();
        boolean ended = false;
        List<String> left;
        try {
            ended = bash.waitFor(limit.toMillis() * session.parts().size(), TimeUnit.MILLISECONDS);
            awaitEnds(ended ? PATIENCE : Duration.ZERO);
        } finally {
            left = kill();
        }
        List<String> problems = judge();
        if (ended && !left.isEmpty()) {
            problems.add(session.place() + ": the session has left processes: " + left);
        }
        return problems;
    }

    /** Makes the session independent of where the test runs: of its languages, its settings, its home and its flags. */
    private void prepare(Map<String, String> environment, SessionTools tools) {
        environment.keySet().removeIf(name -> name.startsWith("LC_") || name.startsWith("XDG_"));
        environment.keySet().removeAll(FLAGS);
        Path jdk = Path.of(System.getProperty("java.home"));
        String path = environment.getOrDefault("PATH", "/usr/bin:/bin");
        environment.put(
                "PATH",
                String.join(":", tools.programs().toString(), jdk.resolve("bin").toString(), path));
        environment.put("JAVA_HOME", jdk.toString());
        environment.put("HOME", home.toString());
        environment.put("TMPDIR", temp.toString());
        environment.put("LC_ALL", "C.UTF-8");
        environment.put("TERM", "dumb");
        environment.put("RECORD", record.toString());
        environment.put("SAMPLES", tools.samples().toString());
        environment.put(MARK, mark);
    }

    private List<String> judge() throws IOException {
        List<String> problems = new ArrayList<>();
        int number = 0;
        for (int i = 0; i < session.parts().size(); i++) {
            Session.Part part = session.parts().get(i);
            for (String text : part.differing()) {
                if (!part.block().text().contains(text)) {
                    problems.add(part.block().place() + ": what is said to differ is not shown: " + text);
                }
            }
            String hidden = read("hidden-" + i + ".status").stream().findFirst().orElse("0");
            if (!hidden.equals("0")) {
                problems.add(part.block().place() + ": what is not shown before it failed, exit code " + hidden + ":\n"
                        + text(read("hidden-" + i + ".out")) + text(read("hidden-" + i + ".err")));
                return problems;
            }
            for (Session.Step step : part.steps()) {
                Optional<String> status = read(number + ".status").stream().findFirst();
                if (status.isEmpty()) {
                    problems.add(step.place() + ": does not end: " + step.command() + "\nprinted:\n"
                            + text(printed(step, number)) + "by bash:\n" + text(read("bash")));
                    return problems;
                }
                judge(part, step, number, status.get()).ifPresent(problems::add);
                number++;
            }
        }
        return problems;
    }

    /** Says what is wrong with a step, if anything. */
    private Optional<String> judge(Session.Part part, Session.Step step, int number, String status) throws IOException {
        if (part.block().note(Note.Kind.NOT_COMPARED).isPresent()) {
            return Optional.empty();
        }
        List<String> out = printed(step, number);
        List<String> err = read(number + ".err");
        ShownLines shown = new ShownLines(shown(part, step));
        boolean isPrinted = part.block().note(Note.Kind.IN_ANY_ORDER).isPresent()
                ? shown.isCollectionOf(Stream.concat(out.stream(), err.stream()).toList())
                : shown.isMixOf(out, err);
        if (!isPrinted) {
            return Optional.of(
                    step.place() + ": something else was printed than is shown\nshown:\n" + text(step.shown())
                            + "printed, exit code " + status + ":\n" + text(out) + "and as errors:\n" + text(err));
        }
        boolean isSilent = out.isEmpty() && err.isEmpty();
        if (isSilent && !status.equals("0")) {
            return Optional.of(step.place() + ": failed without a word, exit code " + status + ": " + step.command());
        }
        return Optional.empty();
    }

    private static List<String> shown(Session.Part part, Session.Step step) {
        List<String> lines = new ArrayList<>();
        for (String line : step.isJshell() ? step.output() : step.shown()) {
            String shown = line;
            for (String text : part.differing()) {
                shown = shown.replace(text, "...");
            }
            if (!step.isJshell() || !shown.isBlank()) {
                lines.add(shown);
            }
        }
        return lines;
    }

    /** What a step printed; JShell's prompts are not its answers. */
    private List<String> printed(Session.Step step, int number) throws IOException {
        List<String> lines = read(number + ".out");
        if (!step.isJshell()) {
            return lines;
        }
        return lines.stream()
                .map(line -> line.replaceAll("^(jshell>|\\s|\b)*", ""))
                .filter(line -> !line.isEmpty())
                .toList();
    }

    private List<String> read(String name) throws IOException {
        Path file = record.resolve(name);
        // malformed bytes are no reason to fail
        return Files.exists(file)
                ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                        .lines()
                        .toList()
                : List.of();
    }

    private static String text(List<String> lines) {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }

    private void awaitEnds(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (!processes().isEmpty() && System.nanoTime() < end) {
            Thread.sleep(20);
        }
    }

    /** Kills what is left of the session, and says what that was. */
    private List<String> kill() {
        List<String> left = new ArrayList<>();
        for (ProcessHandle process : processes()) {
            left.add(process.pid() + " " + process.info().commandLine().orElse(""));
            process.destroyForcibly();
        }
        return left;
    }

    private List<ProcessHandle> processes() {
        return ProcessHandle.allProcesses().filter(this::isOurs).toList();
    }

    /** Whether a process has inherited the mark from the session; known by {@code /proc} only. */
    private boolean isOurs(ProcessHandle process) {
        try {
            byte[] environment = Files.readAllBytes(Path.of("/proc", Long.toString(process.pid()), "environ"));
            return new String(environment, StandardCharsets.ISO_8859_1).contains(MARK + "=" + mark);
        } catch (IOException e) {
            return false; // gone, or somebody else's, or there is no such file system
        }
    }
}
