package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector;
import dev.tandem.PoolExecutor;
import dev.tandem.PoolListener;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.ProcessPoolOptions;
import dev.tandem.TaskFuture;
import dev.tandem.TaskStatus;
import dev.tandem.WorkerId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Workers into which a debugger looks: the real client of the JDK. */
@ExtendWith(LeakCheck.class)
@Deadline(seconds = 120)
class ProcessPoolDebugTest {
    /** Shorter than what tasks are held up for. */
    private static final Duration LIMIT = Duration.ofMillis(300);

    @TempDir
    private Path dir;

    private final BlockingQueue<InetSocketAddress> addresses = new LinkedBlockingQueue<>();
    private final List<String> lines = new CopyOnWriteArrayList<>();

    private final PoolListener listener = new PoolListener() {
        @Override
        public void onWorkerDebuggable(WorkerId worker, InetSocketAddress address) {
            addresses.add(address);
        }
    };

    private ProcessPoolOptions debugged(ProcessPoolOptions o) {
        return o.workers(1).listener(listener).output(line -> lines.add(line.text()));
    }

    private InetSocketAddress address() throws InterruptedException {
        InetSocketAddress address = addresses.poll(60, TimeUnit.SECONDS);
        assertThat(address).as("where the worker listens").isNotNull();
        return address;
    }

    private static VirtualMachine attach(InetSocketAddress address) throws Exception {
        AttachingConnector connector = Bootstrap.virtualMachineManager().attachingConnectors().stream()
                .filter(each -> each.name().equals("com.sun.jdi.SocketAttach"))
                .findFirst()
                .orElseThrow();
        Map<String, Connector.Argument> arguments = connector.defaultArguments();
        arguments.get("hostname").setValue(address.getAddress().getHostAddress());
        arguments.get("port").setValue(Integer.toString(address.getPort()));
        return connector.attach(arguments);
    }

    /** The worker stands still for longer than each limit allows: the task's own, and the one for taking up tasks. */
    @Test
    void task_stoppedForLongerThanItsLimits_succeeds() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> debugged(o).debugWorkers());
                Gate gate = Gate.in(dir)) {
            PoolExecutor limited = pool.with(o -> o.timeout(LIMIT).deadline(LIMIT));
            TaskFuture<Integer> running = limited.submit(n -> gate.pass(n), 42);
            TaskFuture<Integer> waiting = limited.submit(Tasks::square, 3);
            gate.awaitArrivals(1);

            VirtualMachine machine = attach(address());
            machine.suspend();
            gate.open();
            Poll.untilPassed(Duration.ofSeconds(6), System.nanoTime());
            assertThat(running.status()).isEqualTo(TaskStatus.RUNNING);
            assertThat(waiting.isDone()).isFalse();
            machine.resume();
            machine.dispose();

            assertThat(running.get()).isEqualTo(42);
            assertThat(waiting.get()).isEqualTo(9);
            assertThat(running.attempts()).isEqualTo(1);
        }
        assertThat(lines)
                .as("what the agent says is no output, but for what it says when the debugger has gone")
                .hasSizeLessThanOrEqualTo(1);
    }

    /** Nobody is led to a port that a task has made up, and what it prints is not lost. */
    @Test
    void line_ofATaskThatLooksLikeTheAgents_isOutput() throws Exception {
        String line = "Listening for transport dt_socket at address: 4711";
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> debugged(o).debugWorkers())) {
            pool.submit(() -> System.out.println(line)).get();
            assertThat(address().getPort()).isNotEqualTo(4711);
        }
        assertThat(lines).containsExactly(line);
        assertThat(addresses).isEmpty();
    }

    /** It waits before anything of it runs, for longer than it may take to start. */
    @Test
    void worker_suspended_startsWhenTheDebuggerLetsIt() throws Exception {
        try (PoolExecutor pool =
                ProcessPoolExecutor.open(o -> debugged(o).startTimeout(LIMIT).debugWorkers(d -> d.suspended()))) {
            TaskFuture<Integer> task = pool.submit(Tasks::square, 3);
            InetSocketAddress address = address();
            Poll.untilPassed(LIMIT.multipliedBy(3), System.nanoTime());
            assertThat(task.status()).isEqualTo(TaskStatus.PENDING);

            VirtualMachine machine = attach(address);
            machine.resume();
            machine.dispose();

            assertThat(task.get()).isEqualTo(9);
        }
    }

    /** Each worker has an address of its own; a replacement may be started before the port it might have is free. */
    @Test
    void ports_ofSeveralWorkersAndAReplacement_areAmongTheFirst() throws Exception {
        int first = freePorts();
        try (PoolExecutor pool = ProcessPoolExecutor.open(
                o -> debugged(o).workers(2).prestarted().debugWorkers(d -> d.ports(first)))) {
            assertThat(List.of(address().getPort(), address().getPort())).containsExactlyInAnyOrder(first, first + 1);

            assertThat(pool.submit(() -> System.exit(3)).exception()).isPresent();

            assertThat(address().getPort()).isBetween(first, first + 2);
            assertThat(pool.submit(Tasks::square, 3).get()).isEqualTo(9);
        }
    }

    private static int freePorts() throws IOException {
        for (int port = 20_000; port < 30_000; port += 3) {
            try (ServerSocket one = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
                    ServerSocket next = new ServerSocket(port + 1, 1, InetAddress.getLoopbackAddress());
                    ServerSocket last = new ServerSocket(port + 2, 1, InetAddress.getLoopbackAddress())) {
                assertThat(next.isBound() && last.isBound()).isTrue();
                return one.getLocalPort();
            } catch (IOException e) {
                // somebody has one of them
            }
        }
        throw new IOException("no three ports are free");
    }

    // SPEC A4
    @Test
    void options_thatCannotBe_areRefusedAtTheCall() {
        assertThatThrownBy(() -> ProcessPoolOptions.defaults().debugWorkers(d -> d.ports(65_536)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("firstPort must be a port, from 1 to 65535: firstPort=65536");
        String flag = "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=5005";
        assertThatThrownBy(() -> ProcessPoolOptions.defaults()
                        .worker(w -> w.jvmFlags(flag))
                        .debugWorkers())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "debugWorkers lets debuggers in, so that no flag may do so: jvmFlags contains '" + flag + "'");
    }
}
