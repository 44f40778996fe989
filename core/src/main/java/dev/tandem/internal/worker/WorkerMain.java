package dev.tandem.internal.worker;

import dev.tandem.internal.codec.Carriers;
import dev.tandem.internal.codec.SharedValues;
import dev.tandem.internal.codec.TaskDecoder;
import dev.tandem.internal.wire.Frame;
import dev.tandem.internal.wire.Hello;
import dev.tandem.internal.wire.Region;
import dev.tandem.internal.wire.WorkerConfig;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The main class of a worker process. Arguments: the path of the parent's socket, the number of the worker, how
 * many tasks it runs at a time, whether it has to ask itself to be killed with its parent, and the directory of its
 * files; the token comes on standard input.
 *
 * <p>The start is on the way of a first task and of each replacement: nothing on it uses lambdas, regular expressions
 * or JDK serialization.
 */
public final class WorkerMain {
    private WorkerMain() {}

    /** Runs the worker until its parent retires it or is gone. */
    public static void main(String[] args) throws IOException {
        Path directory = Path.of(args[4]);
        SocketChannel[] bells = new SocketChannel[Integer.parseInt(args[2])];
        Preparation preparation = new Preparation(directory, bells.length);
        preparation.start();
        StandardStreams streams = StandardStreams.install();
        Path socket = Path.of(args[0]);
        int number = Integer.parseInt(args[1]);
        byte[] token = readToken();
        ControlChannel control = new ControlChannel(connect(socket));
        control.send(hello(Hello.Role.CONTROL, number, 0, token).toFrame());
        for (int i = 0; i < bells.length; i++) {
            bells[i] = connect(socket);
            bells[i].write(hello(Hello.Role.BELL, number, i, token).toFrame().encode());
        }
        WorkerConfig config = WorkerConfig.of(control.read());

        List<CurrentTask> tasks = new ArrayList<>();
        for (int i = 0; i < bells.length; i++) {
            tasks.add(new CurrentTask(config.poolName(), number));
        }
        tasks.get(0).enter();
        Fetcher fetcher = new Fetcher(control);
        ControlLoop.start(control, tasks, fetcher, config.isRecorded());
        LogGate.open(control, preparation, streams, config.logLevels());
        Runtime.getRuntime().addShutdownHook(new ExitNotice(control));

        ClassLoader classes = ClassLoader.getSystemClassLoader();
        WorkerOrigins origins = new WorkerOrigins(fetcher);
        TaskDecoder decoder = new TaskDecoder(classes, origins, config.inputFilter(), null);
        Hooks hooks = new Hooks(decoder, control, origins);
        hooks.initialize(config.initializer());
        Carriers carriers = hooks.carriers(config.carriers());
        Aftermath aftermath = new Aftermath(control, Thread.currentThread().getThreadGroup(), tasks);
        List<Region> regions = preparation.await();
        SharedValues.attach(new SharedFiles(directory, decoder, regions.get(0)));
        List<Lane> lanes =
                Lane.open(bells, directory, regions, origins, config, number, carriers, tasks, aftermath, streams);
        control.send(new Frame(Frame.Type.READY, new byte[0]));
        new SecondStage(aftermath, new TerminationRequest(control), tasks).start();
        if (Boolean.parseBoolean(args[3])) {
            LastWill.make();
        }
        runAll(lanes);
        hooks.exit(config.exitHook());
        System.exit(0);
    }

    /** Runs the first lane in this thread, which has run the initializer, and each other one in a thread of its own. */
    private static void runAll(List<Lane> lanes) {
        List<Thread> others = new ArrayList<>();
        for (int i = 1; i < lanes.size(); i++) {
            others.add(lanes.get(i).start(i));
        }
        lanes.get(0).run();
        for (Thread other : others) {
            awaitEnd(other);
        }
    }

    @SuppressWarnings("ThreadJoinLoop") // it is one; the alternative named by the check is another library's
    static void awaitEnd(Thread thread) {
        while (true) {
            try {
                thread.join();
                return;
            } catch (InterruptedException e) {
                // from something that a task has left behind: it is not meant for this thread any more
            }
        }
    }

    private static byte[] readToken() throws IOException {
        FileInputStream in = new FileInputStream(FileDescriptor.in);
        byte[] token = new byte[Hello.TOKEN_LENGTH];
        for (int filled = 0; filled < token.length; ) {
            int count = in.read(token, filled, token.length - filled);
            if (count < 0) {
                throw new EOFException("no token on standard input: a worker is started by a pool, not by hand");
            }
            filled += count;
        }
        return token;
    }

    private static SocketChannel connect(Path socket) throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(socket));
    }

    private static Hello hello(Hello.Role role, int number, int lane, byte[] token) {
        return new Hello(role, number, lane, ProcessHandle.current().pid(), System.nanoTime(), token);
    }
}
