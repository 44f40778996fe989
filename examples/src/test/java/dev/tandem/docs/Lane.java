package dev.tandem.docs;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Programs whose classes can lie in one directory. They are compiled together and run one after the other, in one JVM. */
final class Lane {
    /** For all programs of a lane; they take half a minute unless the machine is busy with other work. */
    private static final long LIMIT_SECONDS = 500;
    /** What a program prints before each of its blocks but the first: see {@link Programs}. */
    private static final String PART = "\f";

    private final Path directory;
    private final List<Program> programs = new ArrayList<>();
    private final Set<String> classNames = new HashSet<>();

    Lane(Path directory) {
        this.directory = directory;
    }

    int size() {
        return programs.size();
    }

    /** Takes a program unless it has a class of a name that is taken. */
    boolean tryAdd(Program program) {
        if (program.classNames().stream().anyMatch(classNames::contains)) {
            return false;
        }
        classNames.addAll(program.classNames());
        programs.add(program);
        return true;
    }

    /** Compiles and runs all, and returns what is wrong with them. */
    List<String> problems(String classPath) throws IOException, InterruptedException {
        Path classes = Files.createDirectories(directory.resolve("classes"));
        List<String> problems = new Compiler(classPath).compile(programs, classes);
        if (!problems.isEmpty()) {
            return problems;
        }
        runAll(classes + File.pathSeparator + classPath, problems);
        return problems;
    }

    private void runAll(String classPath, List<String> problems) throws IOException, InterruptedException {
        int next = 0;
        while ((next = nextToRun(next)) < programs.size()) {
            StringBuilder plan = new StringBuilder();
            for (int i = next; i < programs.size(); i++) {
                if (programs.get(i).isRun()) {
                    plan.append(i)
                            .append(' ')
                            .append(programs.get(i).mainClass())
                            .append('\n');
                }
            }
            Files.writeString(directory.resolve(BlockRunner.PLAN), plan);
            int exitCode = runJvm(classPath);
            boolean goesOn = true;
            for (; goesOn && (next = nextToRun(next)) < programs.size(); next++) {
                goesOn = Files.exists(directory.resolve(next + ".end"));
                String end = goesOn ? read(next, "end") : "the JVM ended with exit code " + exitCode;
                if (!goesOn && exitCode == 0) {
                    end = BlockRunner.FINE;
                }
                judge(next, end).ifPresent(problems::add);
            }
        }
    }

    private int nextToRun(int from) {
        int next = from;
        while (next < programs.size() && !programs.get(next).isRun()) {
            next++;
        }
        return next;
    }

    private int runJvm(String classPath) throws IOException, InterruptedException {
        Path arguments = directory.resolve("arguments");
        Files.writeString(arguments, "-cp \"" + classPath.replace("\\", "\\\\") + "\"");
        Path home = Files.createDirectories(directory.resolve("work"));
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1", // the programs are short
                        "@" + arguments.toAbsolutePath(),
                        BlockRunner.class.getName(),
                        directory.toAbsolutePath().toString())
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("jvm.txt").toFile())
                .start();
        try {
            if (!jvm.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("the programs do not end: waited=" + LIMIT_SECONDS + " s, see " + directory);
            }
            return jvm.exitValue();
        } finally {
            jvm.descendants().forEach(ProcessHandle::destroyForcibly);
            jvm.destroyForcibly();
        }
    }

    /** Says what was wrong with a run, if anything. */
    private Optional<String> judge(int index, String end) throws IOException {
        Program program = programs.get(index);
        String thrown = end.lines().findFirst().orElse("").replaceAll(":.*", "").replaceAll(".*[.$]", "");
        if (!end.equals(BlockRunner.FINE) && !program.expectedException().equals(Optional.of(thrown))) {
            return Optional.of(
                    program.place() + ": did not run to its end: " + end + "\nprinted:\n" + read(index, "both"));
        }
        if (end.equals(BlockRunner.FINE) && program.expectedException().isPresent()) {
            return Optional.of(program.place() + ": did not throw "
                    + program.expectedException().get());
        }
        String[] out = read(index, "out").split(PART, -1);
        String[] both = read(index, "both").split(PART, -1);
        for (Program.Shown shown : program.shown()) {
            if (!isPrinted(shown, out) && !isPrinted(shown, both)) {
                return Optional.of(shown.block().place() + ": something else was printed than is shown\nshown:\n"
                        + shown.block().text() + "printed:\n"
                        + (shown.part() < both.length ? both[shown.part()] : ""));
            }
        }
        return Optional.empty();
    }

    private static boolean isPrinted(Program.Shown shown, String[] parts) {
        String text = shown.block().text();
        String printed = shown.part() < parts.length ? parts[shown.part()] : "";
        return shown.isWhole() ? ShownOutput.isAllOf(text, printed) : ShownOutput.isPartOf(text, printed);
    }

    private String read(int index, String kind) throws IOException {
        Path file = directory.resolve(index + "." + kind);
        return Files.exists(file) ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8) : "";
    }
}
