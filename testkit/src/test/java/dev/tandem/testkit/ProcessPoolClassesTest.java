package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.TaskFuture;
import dev.tandem.TaskSerializationException;
import java.io.Serializable;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Classes that a worker lacks, has in another version, or cannot initialize: that task fails, and says which and why. */
@ExtendWith(LeakCheck.class)
@Deadline
class ProcessPoolClassesTest {
    @TempDir
    private Path dir;

    // SPEC P5, FAULTS row 11: a class that cannot be fetched, since its loader keeps no class files.
    @Test
    void argument_ofAClassTheWorkerLacks_failsNamingItAndWhereItWasLookedFor() throws Exception {
        Object parcel = load(compile("one", 1)).getConstructor().newInstance();
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            assertFails(pool, parcel, "class Parcel has no class file", "does not give it as a resource");
        }
    }

    // SPEC P5, FAULTS row 11
    @Test
    void argument_ofAnotherVersion_failsNamingBoth() throws Exception {
        Object parcel = load(compile("one", 1)).getConstructor().newInstance();
        Path other = compile("two", 2);
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(1).worker(w -> w.extraClassPath(other)))) {
            assertFails(pool, parcel, "Parcel", "serialVersionUID = 1", "serialVersionUID = 2");
        }
    }

    // SPEC P5, FAULTS row 11
    @Test
    void argument_whoseClassCannotBeInitialized_failsWithTheReason() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(
                o -> o.workers(1).worker(w -> w.systemProperty("tandem.test.stillborn", "yes")))) {
            assertFails(pool, new Stillborn(), "Stillborn", "not in this process");
        }
    }

    private static void assertFails(PoolExecutor pool, Object argument, String... words) throws Exception {
        TaskFuture<String> future = pool.submit(Tasks::describe, argument);
        Throwable failure = future.exception().orElseThrow();

        assertThat(failure).isInstanceOf(TaskSerializationException.class).hasMessageContaining("the argument");
        for (String word : words) {
            assertThat(failure).hasMessageContaining(word);
        }
        assertThat(pool.submit(Tasks::square, 3).get()).isEqualTo(9);
        assertThat(pool.stats().restarts()).isZero();
    }

    private Path compile(String version, long serialVersionUid) throws Exception {
        Path output = Files.createDirectories(dir.resolve(version));
        String source = "public class Parcel implements java.io.Serializable {"
                + " private static final long serialVersionUID = " + serialVersionUid + "; }";
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        JavaFileObject file = new SimpleJavaFileObject(URI.create("mem:/Parcel.java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return source;
            }
        };
        List<String> options = List.of("-proc:none", "-d", output.toString());
        assertThat(compiler.getTask(null, null, null, options, null, List.of(file))
                        .call())
                .isTrue();
        return output;
    }

    /** Loads the class by a loader that nobody can ask for its bytes. */
    private static Class<?> load(Path directory) throws Exception {
        byte[] bytes = Files.readAllBytes(directory.resolve("Parcel.class"));
        return new ClassLoader() {
            Class<?> define() {
                return defineClass("Parcel", bytes, 0, bytes.length);
            }
        }.define();
    }

    /** Cannot be initialized in a worker of the test. */
    static final class Stillborn implements Serializable {
        private static final long serialVersionUID = 1L;

        static {
            if (System.getProperty("tandem.test.stillborn") != null) {
                throw new IllegalStateException("not in this process");
            }
        }
    }
}
