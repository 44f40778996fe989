package dev.tandem.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tandem.TaskCallable;
import dev.tandem.TaskSerializationException;
import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** The texts that users see when what cannot travel is a proxy of the JDK, as those of frameworks are. */
class ProxyRefusalTest {
    private static final String HERE = "dev.tandem.internal.codec.ProxyRefusalTest";

    private static final String DATABASE = "; a database connection belongs to its process: open one inside the task,"
            + " or once per worker in its initializer";

    private static final String FRAMEWORK =
            "; a framework has made this class around an object of yours: send the data that the task needs";

    private final Wire wire = new Wire();

    // SPEC P5
    @Test
    void connection_captured_isAdvisedAbout() {
        Connection connection = proxy(new Handler(), Connection.class);
        assertThat(refusal(TaskCall.callable((TaskCallable<?>) connection::getSchema)))
                .isEqualTo("cannot serialize the function: method reference java.sql.Connection::getSchema at " + HERE
                        + " captured the object that it is bound to (proxy of java.sql.Connection), which is not"
                        + " serializable: its handler is a " + HERE + "$Handler" + DATABASE);
        assertThat(refusal(captured(connection)))
                .isEqualTo("cannot serialize the function: lambda at " + HERE + " captured local variable 1 of 1 (proxy"
                        + " of java.sql.Connection), which is not serializable: its handler is a " + HERE + "$Handler"
                        + DATABASE);
    }

    // SPEC P5: also when several captured objects are written as one.
    @Test
    void connection_capturedWithOthers_isFoundAmongThem() {
        List<Object> fine = List.of(new StringBuilder());
        Connection connection = proxy(new Handler(), Connection.class);
        assertThat(refusal(TaskCall.callable((TaskCallable<?>) () -> fine + "" + connection)))
                .contains(" captured local variable 2 of 2 (proxy of java.sql.Connection), which")
                .endsWith(DATABASE);
    }

    // SPEC P5
    @Test
    void knownInterfaces_areAdvisedAbout() {
        for (Class<?> type : List.of(DataSource.class, Statement.class, ResultSet.class)) {
            assertThat(refusal(captured(proxy(new Handler(), type))))
                    .contains("(proxy of " + type.getName() + ")")
                    .endsWith(DATABASE);
        }
        assertThat(refusal(captured(proxy(new Handler(), Service.class, Connection.class))))
                .contains("(proxy of " + HERE + "$Service, java.sql.Connection)")
                .endsWith(DATABASE);
    }

    // SPEC P5
    @Test
    void bean_isAFrameworks() {
        assertThat(refusal(TaskCall.function((Object a) -> a, proxy(new Handler(), Service.class))))
                .isEqualTo("cannot serialize the argument: proxy of " + HERE + "$Service is not serializable: its"
                        + " handler is a " + HERE + "$Handler" + FRAMEWORK);
        Class<?>[] many = {Service.class, Comparable.class, CharSequence.class, AutoCloseable.class};
        assertThat(refusal(captured(proxy(new Handler(), many))))
                .contains("(proxy of " + HERE + "$Service, java.lang.Comparable, java.lang.CharSequence, ...), which");
        assertThat(refusal(captured(proxy(new Handler())))).contains("$Proxy").endsWith(FRAMEWORK);
    }

    // SPEC P5: what the handler is made of is no advice for whoever got the proxy from a framework.
    @Test
    void lambdaAsHandler_isNoLambdaOfTheUsers() {
        assertThat(refusal(captured(proxy((self, method, arguments) -> null, Service.class))))
                .contains("(proxy of " + HERE + "$Service), which is not serializable: its handler is a " + HERE + "$$")
                .endsWith(FRAMEWORK);
    }

    // SPEC P5
    @Test
    void fieldThatHoldsAProxy_isNamed() {
        assertThat(refusal(TaskCall.function((Object a) -> a, new Held(proxy(new Handler(), Service.class)))))
                .isEqualTo("cannot serialize the argument: " + HERE + "$Held is not serializable: field " + HERE
                        + "$Held.tool (proxy of " + HERE + "$Service), whose handler is a " + HERE + "$Handler"
                        + FRAMEWORK);
        assertThat(refusal(TaskCall.function(
                        (Object a) -> a, List.of(1, new Held(proxy(new Handler(), Connection.class))))))
                .contains(": field java.util.ImmutableCollections$List12[1].tool (proxy of java.sql.Connection), whose")
                .endsWith(DATABASE);
        assertThat(refusal(new Report(proxy(new Handler(), Service.class)).task()))
                .contains(" captured ProxyRefusalTest$Report.this, which is not serializable: field " + HERE
                        + "$Report.service (proxy of " + HERE + "$Service), whose handler is a " + HERE + "$Handler"
                        + FRAMEWORK + "; a lambda captures this when ");
    }

    // SPEC P5
    @Test
    void serializableHandler_isLookedInto() throws Exception {
        assertThat(refusal(captured(proxy(new Around(new Handler()), Service.class))))
                .endsWith("(proxy of " + HERE + "$Service), which is not serializable: its handler.target is a " + HERE
                        + "$Handler" + FRAMEWORK);
        try (ServerSocket socket = new ServerSocket()) {
            assertThat(refusal(captured(proxy(new Around(socket), Service.class))))
                    .contains("its handler.target is a java.net.ServerSocket; a network connection belongs to its");
            assertThat(refusal(captured(proxy(new Around(socket), Connection.class))))
                    .endsWith("its handler.target is a java.net.ServerSocket" + DATABASE);
        }
        Supplier<Object> lambda = () -> 1;
        assertThat(refusal(captured(proxy(new Around(lambda), Service.class)))).endsWith(FRAMEWORK);
    }

    // SPEC P5: the nearest one that is known.
    @Test
    void proxyInsideAProxy_isLookedInto() {
        Service inner = proxy(new Handler(), Service.class);
        Connection connection = proxy(new Handler(), Connection.class);
        assertThat(refusal(captured(new Held(proxy(new Around(connection), Service.class)))))
                .contains(
                        HERE + "$Held.tool (proxy of " + HERE + "$Service), whose handler.target.handler is a " + HERE)
                .endsWith(DATABASE);
        assertThat(refusal(captured(proxy(new Around(inner), Connection.class))))
                .endsWith(DATABASE);
    }

    // SPEC P5: a function may be a proxy itself.
    @Test
    void functionThatIsAProxy_isNamed() {
        Callable<?> function = proxy(new Handler(), Callable.class);
        assertThat(refusal(TaskCall.callable(function)))
                .isEqualTo("cannot serialize the function: proxy of java.util.concurrent.Callable is not serializable:"
                        + " its handler is a " + HERE + "$Handler" + FRAMEWORK);
    }

    // SPEC P5, A1
    @Test
    void proxyWithSerializableHandler_travels() throws Exception {
        Service service = proxy(new Around("x"), Service.class);
        assertThat(wire.call(TaskCall.callable((TaskCallable<Object>) service::serve)))
                .isEqualTo("x");
        Connection connection = proxy(new Around("public"), Connection.class);
        assertThat(wire.call(TaskCall.callable((TaskCallable<Object>) connection::getSchema)))
                .isEqualTo("public");
    }

    private static TaskCall captured(Object tool) {
        return TaskCall.callable((TaskCallable<?>) () -> tool);
    }

    private String refusal(TaskCall call) {
        Throwable refusal = catchThrowable(() -> wire.taskEncoder.encode(call));
        assertThat(refusal).isExactlyInstanceOf(TaskSerializationException.class);
        return refusal.getMessage();
    }

    @SuppressWarnings("unchecked") // the first interface is asked for
    private static <T> T proxy(InvocationHandler handler, Class<?>... interfaces) {
        return (T) Proxy.newProxyInstance(ProxyRefusalTest.class.getClassLoader(), interfaces, handler);
    }

    /** A bean. */
    interface Service {
        Object serve();
    }

    private static final class Handler implements InvocationHandler {
        @Override
        public Object invoke(Object self, Method method, Object[] arguments) {
            throw new AssertionError("a proxy is looked at, not called: " + method);
        }
    }

    /** Answers with what it holds, where that is asked for. */
    private record Around(Object target) implements InvocationHandler, Serializable {
        @Override
        public Object invoke(Object self, Method method, Object[] arguments) {
            return target;
        }
    }

    private record Held(Object tool) implements Serializable {}

    private static final class Report implements Serializable {
        private final Service service;

        Report(Service service) {
            this.service = service;
        }

        TaskCall task() {
            return TaskCall.callable((TaskCallable<?>) () -> service.serve());
        }
    }
}
