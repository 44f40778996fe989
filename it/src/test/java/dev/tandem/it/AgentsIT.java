package dev.tandem.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.it.Launch.Run;
import dev.tandem.testkit.Deadline;
import dev.tandem.testkit.LeakCheck;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Agents and debuggers belong to the parent: two JVMs cannot wait for a debugger at one port. SPEC P4. */
@ExtendWith(LeakCheck.class)
@Deadline
class AgentsIT {
    private static final String AGENT = """
            package agent;

            public final class Agent {
                public static void premain(String arguments) {
                    System.setProperty("agent", "here");
                }
            }
            """;

    /** Prints the agents of both sides: those that were given as flags, and the mark of the one above. */
    private static final String PROBE = """
            package demo;

            import dev.tandem.PoolExecutor;
            import dev.tandem.ProcessPoolExecutor;
            import java.lang.management.ManagementFactory;

            public final class Probe {
                public static void main(String[] args) throws Exception {
                    System.out.println("here " + agents());
                    try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(1).worker(
                            w -> args.length == 0 ? w : w.environment(args[0], args[1])))) {
                        System.out.println("there " + pool.submit(Probe::agents).get());
                    }
                }

                static String agents() {
                    StringBuilder agents = new StringBuilder();
                    for (String flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
                        if (flag.startsWith("-agentlib:") || flag.startsWith("-javaagent:") || flag.startsWith("-Xrun")) {
                            agents.append(flag.replaceAll("[:=].*", "")).append(' ');
                        }
                    }
                    return agents.append(System.getProperty("agent", "none")).append(' ')
                            .append(System.getProperty("kept", "none")).toString();
                }
            }
            """;

    @TempDir
    Path directory;

    private UserProgram program;

    @BeforeEach
    void setUp() {
        program = new UserProgram(directory);
    }

    private String classPath() throws Exception {
        return UserProgram.withTandem(program.compile("classes", Map.of("demo/Probe.java", PROBE)));
    }

    private static void assertSaid(Run run, String here, String there) {
        assertThat(run.withoutNotices()).isEqualTo("here " + here + "\nthere " + there);
        assertThat(run.exitCode()).isZero();
    }

    /** A debugger at a port that is free, so that a second JVM that waits at it does not start. */
    private static String debugger() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return debugger(socket.getLocalPort());
        }
    }

    private static String debugger(int port) {
        return "transport=dt_socket,server=y,suspend=n,address=127.0.0.1:" + port;
    }

    @Test
    void javaAgent_ofTheParent_isNotLoadedByWorkers() throws Exception {
        Path agent = program.jar(
                "agent.jar",
                program.compile("agent", Map.of("agent/Agent.java", AGENT)),
                Map.of("Premain-Class", "agent.Agent"));

        assertSaid(
                program.java("-javaagent:" + agent, "-cp", classPath(), "demo.Probe"),
                "-javaagent here none",
                "none none");
    }

    @Test
    void debugger_onTheCommandLine_isNotForWorkers() throws Exception {
        assertSaid(
                program.java("-agentlib:jdwp=" + debugger(0), "-cp", classPath(), "demo.Probe"),
                "-agentlib none none",
                "none none");
    }

    @Test
    void debugger_atAFixedPortInJavaToolOptions_isNotForWorkers_theRestIs() throws Exception {
        Launch launch = Launch.java(directory, "-cp", classPath(), "demo.Probe")
                .environment("JAVA_TOOL_OPTIONS", "-agentlib:jdwp=" + debugger() + " -Dkept='two words'");

        assertSaid(launch.run(), "-agentlib none two words", "none two words");
    }

    @Test
    void debugger_atAFixedPortInJdkJavaOptions_isNotForWorkers_theRestIs() throws Exception {
        Launch launch = Launch.java(directory, "-cp", classPath(), "demo.Probe")
                .environment("JDK_JAVA_OPTIONS", "\"-Dkept=two words\" -Xrunjdwp:" + debugger());

        assertSaid(launch.run(), "-Xrunjdwp none two words", "none two words");
    }

    @Test
    void debugger_thatTheUserGivesToWorkers_isForWorkers() throws Exception {
        Run run = program.java("-cp", classPath(), "demo.Probe", "JAVA_TOOL_OPTIONS", "-agentlib:jdwp=" + debugger(0));

        assertThat(run.output()).contains("here none none").contains("there -agentlib none none");
        assertThat(run.exitCode()).isZero();
    }
}
