package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.MapResults;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.ProcessPoolOptions;
import dev.tandem.RemoteTaskException;
import dev.tandem.TaskCallable;
import dev.tandem.TaskSerializationException;
import java.io.Serializable;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.SignedObject;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a worker in an attacker's hands sends, and that nothing of it runs in the parent: SPEC P16. */
@ExtendWith(LeakCheck.class)
@Deadline
class ProcessPoolGadgetTest {
    /** The line to add, as the message gives it. */
    private static final Pattern LINE =
            Pattern.compile("if you trust it, add: ProcessPoolExecutor\\.open\\(o -> o\\.accept\\(\"([^\"]+)\"\\)\\)");

    @TempDir
    private Path dir;

    private Gadgets gadgets;

    @BeforeEach
    void compileGadgets() throws Exception {
        gadgets = new Gadgets(dir);
    }

    @AfterEach
    void forgetGadgets() throws Exception {
        gadgets.close();
    }

    private ProcessPoolExecutor open(String... accepted) {
        return ProcessPoolExecutor.open(o -> withGadgets(o).accept(accepted));
    }

    private ProcessPoolOptions withGadgets(ProcessPoolOptions options) {
        return options.workers(1)
                .worker(w -> w.extraClassPath(gadgets.directory()).addOpens("java.management/javax.management"));
    }

    /** The class that the message says to accept. */
    private static String lineOf(Throwable failure) {
        Matcher matcher = LINE.matcher(failure.getMessage());
        assertThat(matcher.find()).as(failure.getMessage()).isTrue();
        return matcher.group(1);
    }

    // SPEC P16, SPEC P5
    @Test
    void gadget_asAResult_isRefusedAndDoesNothing() throws Exception {
        try (ProcessPoolExecutor pool = open()) {
            for (String kind : Gadgets.KINDS) {
                Throwable failure = pool.submit(Gadgets::make, kind).exception().orElseThrow();

                assertThat(gadgets.sprung()).as(kind).isEmpty();
                assertThat(failure)
                        .as(kind)
                        .isExactlyInstanceOf(TaskSerializationException.class)
                        .hasMessageStartingWith("cannot rebuild the result: class gadget.Gadget")
                        .hasMessageContaining(" of gadgets-1.0 is not accepted from a worker; if you trust it, add: "
                                + "ProcessPoolExecutor.open(o -> o.accept(\"gadget.Gadget");
            }
            assertThat(pool.submit(Tasks::square, 3).get()).isEqualTo(9);
            assertThat(pool.stats().restarts()).isZero();
        }
    }

    // SPEC P16, SPEC P6
    @Test
    void gadget_inAnException_makesItTextAndDoesNothing() throws Exception {
        try (ProcessPoolExecutor pool = open()) {
            for (String kind : Gadgets.KINDS) {
                Throwable failure =
                        pool.submit(Gadgets::raise, kind).exception().orElseThrow();

                assertThat(gadgets.sprung()).as(kind).isEmpty();
                assertThat(failure)
                        .as(kind)
                        .isExactlyInstanceOf(RemoteTaskException.class)
                        .hasMessageContaining(" is not accepted from a worker; if you trust it, add: "
                                + "ProcessPoolExecutor.open(o -> o.accept(\"gadget.Gadget");
                assertThat(((RemoteTaskException) failure).className())
                        .isEqualTo(kind.equals("failure") ? "gadget.Gadget$Failure" : Gadgets.Carrier.class.getName());
            }
        }
    }

    // SPEC P16: the class of the lambda is the user's own, what it captures is not.
    @Test
    void gadget_capturedByALambdaOfTheUser_isRefused() throws Exception {
        try (ProcessPoolExecutor pool = open()) {
            Throwable failure =
                    pool.submit(ProcessPoolGadgetTest::capturing).exception().orElseThrow();

            assertThat(lineOf(failure)).isEqualTo("gadget.Gadget$Bomb");
            assertThat(gadgets.sprung()).isEmpty();
        }
    }

    private static TaskCallable<Object> capturing() throws Exception {
        Object bomb = Gadgets.make("bomb");
        return () -> bomb;
    }

    // SPEC P16, SPEC M3
    @Test
    void gadget_amongTheResultsOfAMap_costsItsElementOnly() throws Exception {
        try (ProcessPoolExecutor pool = open();
                MapResults<Object> results =
                        pool.map(i -> i == 3 ? Gadgets.make("bomb") : i, List.of(1, 2, 3, 4), o -> o.chunkSize(4))) {
            int sum = 0;
            Throwable failure = null;
            for (Iterator<Object> it = results.iterator(); it.hasNext(); ) {
                try {
                    sum += (Integer) it.next();
                } catch (CompletionException e) {
                    failure = e.getCause();
                }
            }
            assertThat(sum).isEqualTo(7);
            assertThat(failure).isNotNull();
            assertThat(lineOf(failure)).isEqualTo("gadget.Gadget$Bomb");
            assertThat(gadgets.sprung()).isEmpty();
        }
    }

    // SPEC P16: until all is accepted, each message says what to add next. And the traps are none that never spring.
    @Test
    void gadget_whoseLineIsAdded_isAcceptedAndItsTrapSprings() throws Exception {
        Set<String> lines = new TreeSet<>();
        Set<String> sprung = new HashSet<>();
        Set<String> next = new TreeSet<>(Set.of("none"));
        while (!next.isEmpty()) {
            next.clear();
            try (ProcessPoolExecutor pool = open(lines.toArray(new String[0]))) {
                for (String kind : Gadgets.KINDS) {
                    Optional<Throwable> failure =
                            pool.submit(Gadgets::make, kind).exception();
                    if (failure.isPresent()) {
                        next.add(lineOf(failure.get()));
                        List<String> early = gadgets.sprung(); // in a part of it that is accepted by now
                        assertThat(early.isEmpty() || !lines.isEmpty()).as(kind).isTrue();
                    } else if (!gadgets.sprung().isEmpty()) {
                        sprung.add(kind);
                    }
                }
            }
            assertThat(next).noneMatch(lines::contains);
            lines.addAll(next);
        }
        assertThat(sprung).containsExactlyInAnyOrderElementsOf(Gadgets.KINDS);
        assertThat(lines).contains("gadget.Gadget", "gadget.Gadget$Bomb", "gadget.Gadget$Pair", "gadget.Gadget$Color");
    }

    // SPEC P16
    @Test
    void gadget_ofThePackageThatIsAccepted_isAccepted() throws Exception {
        try (ProcessPoolExecutor pool = open("gadget.*")) {
            assertThat(pool.submit(Gadgets::make, "bomb").get()).hasToString("bomb");
            assertThat(gadgets.sprung()).containsExactly("readObject", "toString");
            assertThat(pool.submit(Gadgets::raise, "failure").exception().orElseThrow())
                    .hasToString("gadget.Gadget$Failure");
        }
    }

    // ---- those of the JDK that are known

    // SPEC P16: each is an entry to code of the JDK that trusts what it reads.
    @Test
    void gadget_ofTheJdk_isRefusedNamingTheLine() throws Exception {
        Map<String, TaskCallable<Object>> tasks = Map.of(
                "javax.management.BadAttributeValueExpException", ProcessPoolGadgetTest::printing,
                "java.net.URL", () -> new HashMap<>(Map.of(Gadgets.url(), 1)),
                "java.security.SignedObject", ProcessPoolGadgetTest::signed,
                "java.rmi.MarshalledObject", () -> new java.rmi.MarshalledObject<>(Gadgets.make("bomb")),
                "java.beans.PropertyChangeSupport", () -> new java.beans.PropertyChangeSupport("x"));
        try (ProcessPoolExecutor pool = open()) {
            for (Map.Entry<String, TaskCallable<Object>> each : tasks.entrySet()) {
                Throwable failure = pool.submit(each.getValue()).exception().orElseThrow();

                assertThat(failure).as(each.getKey()).isExactlyInstanceOf(TaskSerializationException.class);
                assertThat(lineOf(failure)).isEqualTo(each.getKey());
                assertThat(gadgets.sprung()).as(each.getKey()).isEmpty();
            }
            Throwable thrown = pool.submit(() -> {
                        throw (Exception) printing();
                    })
                    .exception()
                    .orElseThrow();
            assertThat(thrown).isExactlyInstanceOf(RemoteTaskException.class);
            assertThat(lineOf(thrown)).isEqualTo("javax.management.BadAttributeValueExpException");
            assertThat(gadgets.sprung()).isEmpty();
        }
    }

    /** An exception of the JDK that prints what it holds when it is read. */
    private static Object printing() throws Exception {
        Exception failure = new javax.management.BadAttributeValueExpException(null);
        Field value = failure.getClass().getDeclaredField("val");
        value.setAccessible(true);
        if (value.getType() == Object.class) { // else it holds a string only, in later versions
            value.set(failure, Gadgets.make("bomb"));
        }
        return failure;
    }

    private static Object signed() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(1024);
        return new SignedObject(
                (Serializable) Gadgets.make("bomb"),
                generator.generateKeyPair().getPrivate(),
                Signature.getInstance("SHA256withRSA"));
    }
}
