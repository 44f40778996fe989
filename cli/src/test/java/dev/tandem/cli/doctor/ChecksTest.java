package dev.tandem.cli.doctor;

import static dev.tandem.cli.doctor.FakeMachine.MIB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.internal.fleet.Premises;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What each check says of a machine that lacks something. */
class ChecksTest {
    private static final WorkerTrial.Times GOOD = new WorkerTrial.Times(150, 20_000, 120, "");

    private final FakeMachine machine = new FakeMachine();

    private Finding look(String check) {
        return look(check, 4);
    }

    private Finding look(String check, int workers) {
        return Checks.all(() -> GOOD).stream()
                .filter(each -> each.name().equals(check))
                .map(each -> Checks.look(each, machine, workers))
                .findFirst()
                .orElseThrow();
    }

    private void expect(Verdict verdict, String check, String found, String effect) {
        Finding finding = look(check);
        assertThat(finding.found()).isEqualTo(found);
        assertThat(finding.effect()).isEqualTo(effect);
        assertThat(finding.verdict()).isEqualTo(verdict);
    }

    static List<Check> all() {
        return Checks.all(() -> GOOD);
    }

    @ParameterizedTest
    @MethodSource("all")
    void healthyMachine_isOk(Check check) {
        assertThat(Checks.look(check, machine, 4).verdict()).isEqualTo(Verdict.OK);
    }

    @ParameterizedTest
    @MethodSource("all")
    void anotherSystem_isNotTakenForAnIllOne(Check check) {
        machine.files.clear();
        machine.directories.remove(Path.of("/dev/shm"));
        machine.properties.put("os.name", "Mac OS X");
        machine.properties.put("sun.jnu.encoding", "US-ASCII");
        machine.isBound = false;
        machine.isMemoryTold = false;
        machine.isOomKillTold = false;

        assertThat(Checks.look(check, machine, 4).verdict()).isEqualTo(Verdict.OK);
    }

    @ParameterizedTest
    @MethodSource("all")
    void documentation_hasASectionForIt(Check check) throws Exception {
        Path page = Stream.iterate(Path.of("").toAbsolutePath(), Path::getParent)
                .map(directory -> directory.resolve("docs/reference/doctor.md"))
                .filter(Files::exists)
                .findFirst()
                .orElseThrow();

        assertThat(Files.readString(page)).contains("\n### " + check.name() + "\n");
    }

    @Test
    void finding_thatIsNotOk_mustSayHowToMendIt() {
        assertThatThrownBy(() -> new Finding("memory", Verdict.BROKEN, "none", "nothing works", List.of()))
                .hasMessage("what is not ok must say what it means and how to mend it: check=memory, found=none");
    }

    @Test
    void jdk_before21_hasNoVirtualThreads() {
        machine.feature = 17;

        expect(
                Verdict.OK,
                "jdk",
                "A VM 21.0.2 of Somebody, /jdk",
                "no virtual threads: pools of them need JDK 21 or later");
    }

    @Test
    void runtime_withoutACompiler_isDegraded() {
        machine.hasCompiler = false;

        expect(
                Verdict.DEGRADED,
                "compiler",
                "/jdk has no compiler: it is a runtime without the module jdk.compiler",
                "tandem map -e '...' does not work; methods of jars do");
        assertThat(look("compiler").remedy()).contains("apt-get install openjdk-21-jdk-headless");
    }

    @Test
    void locale_ofAsciiOnly_isDegraded() {
        machine.properties.put("sun.jnu.encoding", "ANSI_X3.4-1968");

        expect(
                Verdict.DEGRADED,
                "locale",
                "names of files are in ANSI_X3.4-1968",
                "files whose names have letters beyond that encoding cannot be opened, here and in workers");
        assertThat(look("locale").remedy()).containsExactly("export LC_ALL=C.UTF-8");
    }

    @Test
    void flags_fromTheEnvironment_areNamed() {
        machine.environment.put("JAVA_TOOL_OPTIONS", "-Xmx1g");

        expect(Verdict.OK, "flags", "JAVA_TOOL_OPTIONS=-Xmx1g", "each worker has these flags, too");
    }

    @Test
    void temp_missing_costsCrashLogsOnly() {
        machine.properties.put("java.io.tmpdir", "/nonexistent");

        expect(
                Verdict.DEGRADED,
                "temp",
                "/nonexistent is not there, or is no directory",
                "the logs of crashed workers are lost, compiled expressions may fail, and jcmd finds no JVM");
        assertThat(look("temp").remedy()).startsWith("mkdir -p -m 1777 /nonexistent");
    }

    @Test
    void temp_missingWhereThereIsNoSharedMemory_isBroken() {
        machine.properties.put("java.io.tmpdir", "/nonexistent");
        machine.unwritable.add(Path.of("/dev/shm"));

        expect(
                Verdict.BROKEN,
                "temp",
                "/nonexistent is not there, or is no directory",
                "pools of processes cannot be opened: they have no other place here");
    }

    @Test
    void temp_readOnlyOrFull_isDegraded() {
        machine.rooms.put(Path.of("/tmp"), new Machine.Room(100 * MIB, 1 * MIB, "ext4"));
        expect(Verdict.DEGRADED, "temp", "/tmp: 1024 KiB free, ext4", "the logs of crashed workers may not be kept");

        machine.unwritable.add(Path.of("/tmp"));
        assertThat(look("temp").found()).isEqualTo("/tmp cannot be written to");
        assertThat(look("temp").verdict()).isEqualTo(Verdict.DEGRADED);
    }

    @Test
    void tmpdirVariable_isSaidToBeOfNoUse() {
        machine.environment.put("TMPDIR", "/nonexistent");

        expect(
                Verdict.OK,
                "temp",
                "/tmp: 49 GiB free, ext4",
                "TMPDIR=/nonexistent is not used, as JVMs on Linux do not read it: -Djava.io.tmpdir=... is");
    }

    @Test
    void sharedMemory_ofDocker_isSmall() {
        machine.rooms.put(Path.of("/dev/shm"), new Machine.Room(64 * MIB, 64 * MIB, "tmpfs"));

        expect(
                Verdict.DEGRADED,
                "shared-memory",
                "/dev/shm: 64 MiB free of 64 MiB",
                "tasks with large arguments or results fail if they find no room: each value is there while it travels");
        assertThat(look("shared-memory").remedy())
                .containsExactly("mount -o remount,size=1g /dev/shm (in Docker: docker run --shm-size=1g ...)");
    }

    @Test
    void sharedMemory_full_sendsPoolsElsewhere() {
        machine.rooms.put(Path.of("/dev/shm"), new Machine.Room(8_000 * MIB, 3 * MIB, "tmpfs"));

        expect(
                Verdict.DEGRADED,
                "shared-memory",
                "/dev/shm: 3072 KiB free of 8000 MiB; 4 workers need 8192 KiB",
                "larger pools use files in /tmp (ext4), and large values may find no room");
        assertThat(look("shared-memory").remedy().get(0)).startsWith("ls -lh /dev/shm");
    }

    @Test
    void sharedMemory_missing_sendsPoolsElsewhere() {
        machine.directories.remove(Path.of("/dev/shm"));

        expect(
                Verdict.DEGRADED,
                "shared-memory",
                "/dev/shm is not there",
                "pools use files in /tmp (ext4): the system writes them to its disk");
    }

    @Test
    void socket_thatCannotBeOpened_isBroken() {
        machine.socketProblem = "Operation not permitted";

        expect(
                Verdict.BROKEN,
                "socket",
                "a socket in /dev/shm does not work: Operation not permitted",
                "pools of processes cannot be opened");
    }

    @Test
    void temp_whoseNameIsTooLongForASocket_isNotUsed() {
        String name = "/tmp/" + "x".repeat(100);
        machine.properties.put("java.io.tmpdir", name);
        machine.directories.remove(Path.of("/dev/shm"));

        expect(
                Verdict.OK,
                "socket",
                "a socket in /tmp works",
                "java.io.tmpdir=" + name + " is too long for the name of a socket: pools use /tmp");
    }

    @ParameterizedTest
    @CsvSource({
        "36, BROKEN, not even a pool with one worker can be opened",
        "47, DEGRADED, pools of more than 2 workers lack descriptors: their starts fail after half a minute",
        "64, DEGRADED, 4 workers leave 12 descriptors to programs and large values",
        "1024, OK, ''"
    })
    void openFiles_few_areCountedInWorkers(String limit, Verdict verdict, String effect) {
        machine.limit("Max open files", limit);

        expect(
                verdict,
                "open-files",
                "at most " + limit + ", of which " + (Integer.parseInt(limit) - 12) + " are left",
                effect);
    }

    @ParameterizedTest
    @CsvSource({
        "210, BROKEN, 'no worker can be started: each JVM has some 25 threads'",
        "260, DEGRADED, 'pools of more than some 2 workers lack threads: their starts fail after half a minute'",
        "4096, OK, ''"
    })
    void processes_few_areCountedInWorkers(String limit, Verdict verdict, String effect) {
        machine.limit("Max processes", limit);
        expect(verdict, "processes", "at most " + limit + " threads of this user, who has 200", effect);

        machine.properties.put("user.name", "root");
        expect(
                Verdict.OK,
                "processes",
                "at most " + limit + " threads of this user, who has 200",
                "such a limit does not hold for root");
    }

    @Test
    void pidsGroup_ofAContainer_isCountedInWorkers() {
        machine.files.put("/proc/self/cgroup", "0::/docker/abc\n"); // its path on the host, which is not there
        machine.files.put("/sys/fs/cgroup/pids.max", "100\n");
        machine.files.put("/sys/fs/cgroup/pids.current", "40\n");

        expect(
                Verdict.DEGRADED,
                "pids-group",
                "at most 100 threads, of which there are 40, by /sys/fs/cgroup/pids.max",
                "pools of more than some 2 workers lack threads: their starts fail after half a minute");
    }

    @Test
    void memory_ofAGroup_isTheTightestOneOnTheWayUp() {
        machine.files.put("/proc/self/cgroup", "0::/a/b\n");
        machine.files.put("/sys/fs/cgroup/a/b/memory.max", "max\n");
        machine.files.put("/sys/fs/cgroup/a/memory.max", Long.toString(400 * MIB));
        machine.files.put("/sys/fs/cgroup/a/memory.current", Long.toString(300 * MIB));
        machine.files.put("/sys/fs/cgroup/a/memory.stat", "anon 7\ninactive_file " + 50 * MIB + "\n");

        expect(
                Verdict.DEGRADED,
                "memory",
                "150 MiB left, of 400 MiB by /sys/fs/cgroup/a/memory.max",
                "more than some 2 workers do not fit: the kernel's out-of-memory killer ends them");
    }

    @Test
    void memory_ofAGroupOfVersion1_isRead() {
        machine.files.put("/proc/self/cgroup", "8:pids:/\n4:cpu,memory:/x\n0::/\n");
        machine.files.put("/sys/fs/cgroup/memory/x/memory.limit_in_bytes", Long.toString(64 * MIB));
        machine.files.put("/sys/fs/cgroup/memory/x/memory.usage_in_bytes", Long.toString(60 * MIB));
        machine.files.put("/sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");

        expect(
                Verdict.BROKEN,
                "memory",
                "4096 KiB left, of 64 MiB by /sys/fs/cgroup/memory/x/memory.limit_in_bytes",
                "a worker takes at least some 64 MiB");
    }

    @Test
    void memory_thatHeapsMayExceed_isNoted() {
        machine.maxHeap = 6_000 * MIB;

        expect(
                Verdict.OK,
                "memory",
                "23 GiB left",
                "each of 4 workers may take a heap of 6000 MiB, which is more than there is for all:"
                        + " limit it where tasks need much");
    }

    @Test
    void processors_ofAContainer_areFewerThanThoseOfTheMachine() {
        machine.processors = 1;

        expect(
                Verdict.OK,
                "processors",
                "1 of the machine's 2 are for this process",
                "a pool has one worker unless told otherwise; nothing is faster in parallel");
    }

    @Test
    void addressSpace_limited_isDegraded() {
        machine.limit("Max address space", Long.toString(4_000 * MIB));

        expect(
                Verdict.DEGRADED,
                "address-space",
                "a process may have 4000 MiB of addresses",
                "JVMs reserve far more than they use: workers with large heaps may not start");
    }

    @Test
    void overcommit_strict_isCountedInWorkers() {
        machine.files.put("/proc/sys/vm/overcommit_memory", "2\n");
        machine.files.put("/proc/meminfo", "CommitLimit:     2097152 kB\nCommitted_AS:    1572864 kB\n");

        expect(
                Verdict.DEGRADED,
                "address-space",
                "the system counts what is reserved (vm.overcommit_memory=2): 512 MiB left",
                "pools of more than some 2 workers lack memory that nobody uses: their starts fail after half a minute");
        assertThat(look("address-space", 2).verdict()).isEqualTo(Verdict.OK);
    }

    @Test
    void archive_thatThereIsNot_isDegradedOnlyIfThereCanBeNone() {
        Optional<Path> place = Optional.of(Path.of("/cache/1"));
        machine.archive = new Premises.Archive(Premises.ArchiveState.MISSING, place, "");
        expect(
                Verdict.OK,
                "archive",
                "there is none yet; it will be in /cache/1",
                "the first pool that lives for some seconds makes it, in the background");

        machine.archive = new Premises.Archive(Premises.ArchiveState.FAILED, place, "");
        expect(
                Verdict.DEGRADED,
                "archive",
                "it could not be made in /cache/1",
                "workers take about twice as long to start");

        machine.archive = new Premises.Archive(Premises.ArchiveState.NONE, Optional.empty(), "no home");
        expect(Verdict.DEGRADED, "archive", "there can be none: no home", "workers take about twice as long to start");
    }

    @Test
    void leftovers_ofDirectories_goByThemselves_processesDoNot() {
        machine.leftovers = List.of(Path.of("/dev/shm/tandem-1"));
        expect(
                Verdict.OK,
                "leftovers",
                "1 directory in /dev/shm",
                "of programs that were killed; the next pool deletes them");

        machine.orphans = List.of(12L, 34L);
        assertThat(look("leftovers").found()).isEqualTo("processes of pools that are gone: 12 34");
        assertThat(look("leftovers").remedy()).containsExactly("kill -9 12 34");
    }

    @Test
    void proc_thatTellsNothing_isDegraded() {
        machine.isMemoryTold = false;

        assertThat(look("proc").found()).isEqualTo("/proc is not mounted, or tells nothing");
        assertThat(look("proc").verdict()).isEqualTo(Verdict.DEGRADED);
    }

    @Test
    void proc_thatHidesOthers_isGoodEnough() {
        machine.files.put("/proc/self/mounts", "proc /proc proc rw,hidepid=invisible 0 0\n");

        expect(
                Verdict.OK,
                "proc",
                "/proc tells about processes; it hides those of other users, which pools do not need",
                "");
    }

    @Test
    void oomScore_thatIsNotBelowThatOfWorkers_isDegraded() {
        machine.files.put("/proc/self/oom_score_adj", "800\n");
        expect(
                Verdict.DEGRADED,
                "oom",
                "this program has the score 800, workers have 500",
                "if memory runs out, the kernel may kill this program instead of a worker");

        machine.unwritable.add(Path.of("/proc/self/oom_score_adj"));
        assertThat(look("oom").found()).isEqualTo("/proc/self/oom_score_adj cannot be written to");
    }

    @Test
    void setpriv_missing_leavesStoppedWorkersBehind() {
        machine.isBound = false;
        expect(
                Verdict.DEGRADED,
                "parent-death",
                "/usr/bin/setpriv has no --pdeathsig, or a sandbox forbids it",
                "a worker that is stopped by a signal outlives this program, if that is killed");

        machine.programs.clear();
        machine.feature = 22;
        expect(
                Verdict.DEGRADED,
                "parent-death",
                "there is no setpriv",
                "a worker that is stopped by a signal in its first second outlives this program, if that is killed");
    }

    @Test
    void diagnostics_thatAreMissing_areNoted() {
        machine.programs.clear();
        machine.files.put("/proc/sys/kernel/yama/ptrace_scope", "1\n");
        machine.files.put("/proc/sys/kernel/perf_event_paranoid", "2\n");

        expect(
                Verdict.OK,
                "diagnostics",
                "pools need no tool to look into workers",
                "no jcmd in this runtime (stacks of stuck tasks come without it);"
                        + " gdb and jhsdb need root (kernel.yama.ptrace_scope);"
                        + " perf sees no kernel, or needs root (kernel.perf_event_paranoid)");
    }

    @Test
    void worker_thatDoesNotStart_isBroken() {
        Check check = new WorkerCheck(() -> {
            throw new WorkerTrial.Failure("error=2, No such file or directory");
        });

        Finding finding = check(check);
        assertThat(finding.verdict()).isEqualTo(Verdict.BROKEN);
        assertThat(finding.found()).isEqualTo("error=2, No such file or directory");
    }

    @Test
    void worker_thatIsSlowOrGetsNoLargeValues_isDegraded() {
        Finding slow = check(new WorkerCheck(() -> new WorkerTrial.Times(150, 20_000, 3_001, "")));
        assertThat(slow.verdict()).isEqualTo(Verdict.DEGRADED);
        assertThat(slow.found())
                .isEqualTo("first result after 150 ms; round trip 20 us; killed, and replaced after 3001 ms");

        Finding small = check(new WorkerCheck(() -> new WorkerTrial.Times(150, 20_000, 120, "no space left")));
        assertThat(small.verdict()).isEqualTo(Verdict.DEGRADED);
        assertThat(small.effect()).isEqualTo("an argument of some megabytes did not arrive: no space left");
    }

    @Test
    void check_thatFails_isAFinding() {
        Finding finding = check(new Check() {
            @Override
            public String name() {
                return "odd";
            }

            @Override
            public Finding look(Machine machine, int workers) throws java.io.IOException {
                throw new java.nio.file.NoSuchFileException("/nonexistent/file");
            }
        });
        assertThat(finding.found()).isEqualTo("this could not be looked at: it is not there: /nonexistent/file");
    }

    private Finding check(Check check) {
        return Checks.look(check, machine, 4);
    }
}
