package dev.tandem.it;

import static dev.tandem.it.UserProgram.assertRan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tandem.it.Launch.Run;
import dev.tandem.testkit.Deadline;
import dev.tandem.testkit.LeakCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Programs that {@code java} compiles in memory. SPEC P4. */
@ExtendWith(LeakCheck.class)
@Deadline
class SourceFilesIT {
    private static final int JDK = Runtime.version().feature();

    /** A program with a preview feature, the part in brackets. */
    private static final String PREVIEW = """
            import dev.tandem.*;

            public class Foo {
                static String kind(Object o) {
                    [FEATURE]
                }

                public static void main(String[] args) throws Exception {
                    try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
                        System.out.println(pool.submit(Foo::kind, 42).get());
                    }
                }
            }
            """;

    private static final String SPLIT = """
            package app;

            import dev.tandem.*;

            public class Foo {
                public static void main(String[] args) throws Exception {
                    try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
                        System.out.println(pool.submit(() -> Helper.twice(new Helper.Box(21))).get());
                    }
                }
            }
            """;

    private static final String HELPER = """
            package app;

            class Helper {
                record Box(int value) implements java.io.Serializable {}

                static Box twice(Box box) {
                    return new Box(2 * box.value());
                }
            }
            """;

    private static final String COMPACT = """
            import dev.tandem.*;

            record Point(int x, int y) implements java.io.Serializable {}

            static int square(int n) {
                return n * n;
            }

            void main() throws Exception {
                try (PoolExecutor pool = ProcessPoolExecutor.open(2)) {
                    int captured = 40;
                    long sum = 0;
                    for (int square : pool.map(n -> square(n), java.util.stream.IntStream.range(0, 1000).boxed())) {
                        sum += square;
                    }
                    var lambda = pool.submit(() -> captured + 2);
                    var record = pool.submit(p -> new Point(p.y(), p.x()), new Point(2, 4));
                    IO.println("sum=" + sum + " captured=" + lambda.get() + " record=" + record.get());
                }
            }
            """;

    @TempDir
    Path directory;

    private void write(String name, String text) throws Exception {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private Run java(String... arguments) throws Exception {
        return Launch.java(directory, arguments)
                .environment("CLASSPATH", UserProgram.tandemJar().toString())
                .run();
    }

    private static void assertSaid(Run run, String text) {
        assertThat(run.output().lines().filter(line -> !line.startsWith("Note: ")))
                .containsExactly(text);
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void singleFile_runs() throws Exception {
        write("demo/Main.java", UserProgram.usualSource());

        assertRan(Launch.java(directory, "--class-path", UserProgram.tandemJar().toString(), "demo/Main.java")
                .run());
    }

    @Test
    void singleFile_libraryFromTheClassPathVariable_runs() throws Exception {
        write("demo/Main.java", UserProgram.usualSource());

        assertRan(java("demo/Main.java"));
    }

    @Test
    void singleFile_previewFeature_runs() throws Exception {
        assumeTrue(JDK <= 20 || JDK >= 23, "no preview feature of this JDK is known here");
        write(
                "Foo.java",
                PREVIEW.replace(
                        "[FEATURE]",
                        JDK <= 20
                                ? "return switch (o) { case Integer i -> \"a number\"; default -> \"else\"; };"
                                : "return o instanceof int i ? \"a number\" : \"else\";"));

        assertSaid(java("--enable-preview", "--source", Integer.toString(JDK), "Foo.java"), "a number");
    }

    @Test
    void severalFiles_run() throws Exception {
        assumeTrue(JDK >= 22, "needs JDK 22");
        write("app/Foo.java", SPLIT);
        write("app/Helper.java", HELPER);

        assertSaid(java("app/Foo.java"), "Box[value=42]");
    }

    @Test
    void compactSourceFile_runs() throws Exception {
        assumeTrue(JDK >= 25, "needs JDK 25");
        write("Compact.java", COMPACT);

        assertRan(java("Compact.java"));
    }
}
