package dev.tandem.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.cli.TandemCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What the command prints, and its exit codes. */
class DoctorCommandTest {
    private final FakeMachine machine = new FakeMachine();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(List<Check> checks, String... arguments) {
        CommandLine root = TandemCommand.commandLine();
        CommandLine doctor = new CommandLine(new DoctorCommand(machine, checks))
                .setExecutionExceptionHandler(root.getExecutionExceptionHandler())
                .setParameterExceptionHandler(root.getParameterExceptionHandler());
        return doctor.setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private static List<Check> some() {
        return List.of(new TempCheck(), new CompilerCheck(), new SocketCheck());
    }

    @Test
    void allOk_isZero() {
        assertThat(run(some())).isZero();
        assertThat(out.toString()).isEqualToNormalizingNewlines("""
                ok        temp           /tmp: 49 GiB free, ext4
                ok        compiler       this is a JDK, with a compiler for tandem map -e
                ok        socket         a socket in /dev/shm works
                3 checks: all ok for pools of 2 workers
                """);
    }

    @Test
    void degraded_isOne_andSaysHowToMendIt() {
        machine.hasCompiler = false;

        assertThat(run(some(), "compiler")).isEqualTo(1);
        assertThat(out.toString()).isEqualToNormalizingNewlines("""
                degraded  compiler       /jdk has no compiler: it is a runtime without the module jdk.compiler
                                         means: tandem map -e '...' does not work; methods of jars do
                                         mend:  apt-get install openjdk-21-jdk-headless
                                           or:  export JAVA_HOME=<directory of a JDK>
                1 check: 1 degraded; pools work, with less than they could
                """);
    }

    @Test
    void broken_isTwo() {
        machine.hasCompiler = false;
        machine.socketProblem = "Operation not permitted";

        assertThat(run(some())).isEqualTo(2);
        assertThat(out.toString()).contains("broken    socket ").contains("3 checks: 1 broken, 1 degraded");
    }

    @Test
    void json_isOneObject() {
        machine.hasCompiler = false;
        machine.properties.put("java.home", "/a \"jdk\"\\\t");

        assertThat(run(some(), "--json", "--workers=3", "temp", "compiler")).isEqualTo(1);
        assertThat(out.toString()).isEqualToNormalizingNewlines("""
                {"verdict":"degraded","workers":3,"checks":[
                {"name":"temp","verdict":"ok","found":"/tmp: 49 GiB free, ext4","effect":"","remedy":[]},
                {"name":"compiler","verdict":"degraded","found":"/a \\"jdk\\"\\\\\\t has no compiler: it is a runtime \
                without the module jdk.compiler","effect":"tandem map -e '...' does not work; methods of jars do",\
                "remedy":["apt-get install openjdk-21-jdk-headless","export JAVA_HOME=<directory of a JDK>"]}]}
                """);
    }

    @Test
    void list_namesChecks_andLooksAtNothing() {
        assertThat(run(
                        List.of(new TempCheck(), new WorkerCheck(() -> {
                            throw new AssertionError("nothing was to be tried");
                        })),
                        "--list"))
                .isZero();
        assertThat(out.toString()).isEqualToNormalizingNewlines("temp\nworker\n");
    }

    @Test
    void wrongArguments_areNamed() {
        assertThat(run(some(), "--workers=0")).isEqualTo(2);
        assertThat(run(some(), "tmp")).isEqualTo(2);
        assertThat(err.toString())
                .isEqualToNormalizingNewlines("doctor: --workers must be positive: --workers=0\n"
                        + "doctor: there is no check 'tmp'; there are temp, compiler, socket\n");
        assertThat(out.toString()).isEmpty();
    }
}
