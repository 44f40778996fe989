package dev.tandem.internal.worker;

import dev.tandem.internal.codec.TaskDecoder;
import dev.tandem.internal.platform.ContextHolder;
import dev.tandem.internal.platform.IgnoredSignals;
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

/**
 * The main class of a worker process. Arguments: the path of the parent's socket and the number of the worker; the
 * token comes on standard input.
 *
 * <p>The start is on the way of a first task and of each replacement: nothing on it uses lambdas, regular expressions
 * or JDK serialization.
 */
public final class WorkerMain {
    private WorkerMain() {}

    /** Runs the worker until its parent retires it or is gone. */
    public static void main(String[] args) throws IOException {
        IgnoredSignals.ignoreTerminal();
        Path socket = Path.of(args[0]);
        int number = Integer.parseInt(args[1]);
        byte[] token = readToken();
        ControlChannel control = new ControlChannel(connect(socket));
        control.send(hello(Hello.Role.CONTROL, number, token).toFrame());
        SocketChannel bellSocket = connect(socket);
        bellSocket.write(hello(Hello.Role.BELL, number, token).toFrame().encode());
        WorkerConfig config = WorkerConfig.of(control.read());

        Region region = Region.open(Path.of(config.directory(), WorkerConfig.REGION_FILE));
        CurrentTask current = new CurrentTask(Thread.currentThread(), config.poolName(), number);
        ContextHolder.enter(current);
        ControlLoop.start(control, current);
        Runtime.getRuntime().addShutdownHook(new ExitNotice(control));

        TaskDecoder decoder = new TaskDecoder(ClassLoader.getSystemClassLoader());
        Hooks hooks = new Hooks(decoder, control);
        hooks.initialize(config.initializer());
        Bell bell = new Bell(bellSocket);
        TaskLoop loop = new TaskLoop(region, bell, Path.of(config.directory()), decoder, current);
        control.send(new Frame(Frame.Type.READY, new byte[0]));
        loop.run();
        hooks.exit(config.exitHook());
        System.exit(0);
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

    private static Hello hello(Hello.Role role, int number, byte[] token) {
        return new Hello(role, number, ProcessHandle.current().pid(), System.nanoTime(), token);
    }
}
