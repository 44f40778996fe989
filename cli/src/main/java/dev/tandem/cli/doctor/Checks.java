package dev.tandem.cli.doctor;

import java.io.IOException;
import java.util.List;

/** All checks, in the order in which they are run: the trial comes last, when its causes are known. */
final class Checks {
    private Checks() {}

    static List<Check> all(WorkerCheck.Trial trial) {
        return List.of(
                new JdkCheck(),
                new CompilerCheck(),
                new LocaleCheck(),
                new FlagsCheck(),
                new TempCheck(),
                new SharedMemoryCheck(),
                new SocketCheck(),
                new OpenFilesCheck(),
                new ProcessesCheck(),
                new PidsGroupCheck(),
                new ProcessorsCheck(),
                new MemoryCheck(),
                new AddressSpaceCheck(),
                new ArchiveCheck(),
                new LeftoversCheck(),
                new ProcCheck(),
                new OomCheck(),
                new ParentDeathCheck(),
                new DiagnosticsCheck(),
                new WorkerCheck(trial));
    }

    /** Looks; a check that cannot is a finding, too. */
    static Finding look(Check check, Machine machine, int workers) {
        try {
            return check.look(machine, workers);
        } catch (IOException | RuntimeException e) {
            return Finding.degraded(
                    check.name(),
                    "this could not be looked at: " + Reasons.of(e),
                    "nobody knows",
                    "mend what the other checks have found, and run tandem doctor again");
        }
    }
}
