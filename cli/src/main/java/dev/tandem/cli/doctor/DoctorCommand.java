package dev.tandem.cli.doctor;

import dev.tandem.cli.CommandException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tandem doctor}: looks at what process pools need here, and says how to mend what they lack. */
@Command(
        name = "doctor",
        description = "Looks at what worker processes need on this machine, and says how to mend what they lack.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:all is ok", "1:something is degraded", "2:something is broken, or the command is wrong"})
public final class DoctorCommand implements Callable<Integer> {
    private final Machine machine;
    private final List<Check> checks;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "for pools of how many workers it should be enough (default: one for each processor)")
    private int workers;

    @Option(names = "--json", description = "print one JSON object")
    private boolean isJson;

    @Option(names = "--list", description = "print the names of the checks, and look at nothing")
    private boolean isList;

    @Parameters(paramLabel = "CHECK", arity = "0..*", description = "only these checks (default: all)")
    private List<String> wanted = List.of();

    public DoctorCommand() {
        this(new ThisMachine(), Checks.all(WorkerTrial::run));
    }

    DoctorCommand(Machine machine, List<Check> checks) {
        this.machine = machine;
        this.checks = checks;
        workers = machine.processors();
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        if (workers < 1) {
            throw CommandException.usage("--workers must be positive: --workers=" + workers);
        }
        List<Check> chosen = chosen();
        if (isList) {
            chosen.forEach(check -> out.println(check.name()));
            return Verdict.OK.exitCode();
        }
        List<Finding> findings = new ArrayList<>();
        for (Check check : chosen) {
            Finding finding = Checks.look(check, machine, workers);
            findings.add(finding);
            if (!isJson) {
                out.print(Report.text(finding));
                out.flush(); // the last one takes a while
            }
        }
        Report report = new Report(findings, workers);
        out.println(isJson ? report.json() : report.summary());
        out.flush();
        return report.verdict().exitCode();
    }

    private List<Check> chosen() {
        List<String> known = checks.stream().map(Check::name).toList();
        for (String name : wanted) {
            if (!known.contains(name)) {
                throw CommandException.usage("there is no check '" + name + "'; there are "
                        + known.stream().collect(Collectors.joining(", ")));
            }
        }
        return wanted.isEmpty()
                ? checks
                : checks.stream().filter(check -> wanted.contains(check.name())).toList();
    }
}
