package dev.tandem.testkit;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Prints what all threads are doing: those of this process and those of the JVMs that descend from it. */
final class ThreadDump {
    /** How long one JVM may take to answer: one that is stopped or cannot reach a safepoint never does. */
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private ThreadDump() {}

    static void printThisProcess(PrintStream output) {
        output.println(
                "---- threads of this process, pid " + ProcessHandle.current().pid());
        for (Map.Entry<Thread, StackTraceElement[]> entry :
                Thread.getAllStackTraces().entrySet()) {
            Thread thread = entry.getKey();
            output.println("\"" + thread.getName() + "\"" + (thread.isDaemon() ? " daemon " : " ") + thread.getState());
            for (StackTraceElement frame : entry.getValue()) {
                output.println("\tat " + frame);
            }
        }
        output.flush();
    }

    static void printDescendants(PrintStream output) {
        for (ProcessHandle process : ProcessHandle.current().descendants().toList()) {
            output.println("---- descendant " + describe(process));
            if (isJvm(process)) {
                output.println(threadsOf(process.pid()));
            }
        }
        output.flush();
    }

    static String describe(ProcessHandle process) {
        return "pid " + process.pid() + ": "
                + process.info()
                        .commandLine()
                        .orElse("command unknown")
                        .lines()
                        .findFirst()
                        .orElse("");
    }

    private static boolean isJvm(ProcessHandle process) {
        return process.info().command().map(command -> command.endsWith("java")).orElse(false);
    }

    static String threadsOf(long pid) {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        try {
            if (Files.isExecutable(jcmd)) {
                return Processes.outputOf(LIMIT, List.of(jcmd.toString(), Long.toString(pid), "Thread.print"));
            }
            Processes.signal(pid, "QUIT");
            return "[no jcmd here: the process was told by SIGQUIT to print its threads to its own output]";
        } catch (IOException e) {
            return "[no answer: " + e + "]";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "[no answer: interrupted]";
        }
    }
}
