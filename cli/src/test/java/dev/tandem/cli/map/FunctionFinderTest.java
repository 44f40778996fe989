package dev.tandem.cli.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.cli.CommandException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FunctionFinderTest {
    private static final String SAMPLES = Samples.class.getName();

    @Test
    void staticMethod_isFound_withoutInitializingItsClass() {
        System.setProperty("tandem.test.finder", "yes");
        try {
            FunctionSpec spec = find(SAMPLES + "::upper");
            assertThat(spec.parameter()).isEqualTo("java.lang.String");
            assertThat(spec.form()).isEqualTo(InputForm.TEXT);
            assertThat(spec).hasToString(SAMPLES + "::upper(java.lang.String)");
        } finally {
            System.clearProperty("tandem.test.finder");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "java.lang.Integer::parseInt, java.lang.String, TEXT",
        "Integer::parseInt, java.lang.String, TEXT",
        "String::length, '', TEXT",
        "Path::getFileName, '', PATH",
        "java.io.File::length, '', FILE",
        "java.io.File::new, java.lang.String, TEXT",
        "java.math.BigDecimal::new(String), java.lang.String, TEXT",
        "Math::abs(long), long, LONG",
        "Math::sqrt, double, DOUBLE",
        "dev.tandem.cli.map.Samples.Inner::of, java.lang.CharSequence, TEXT",
        "dev.tandem.cli.map.Samples$Inner::of, java.lang.CharSequence, TEXT",
        "dev.tandem.cli.map.Samples::both(byte[]), byte[], BYTES",
        "dev.tandem.cli.map.Samples::both(java.nio.file.Path), java.nio.file.Path, PATH",
        "dev.tandem.cli.map.Samples::firstLine, java.io.BufferedReader, READER",
    })
    void function_ofAnyKind_isFound(String text, String parameter, InputForm form) {
        FunctionSpec spec = find(text);
        assertThat(spec.parameter()).isEqualTo(parameter);
        assertThat(spec.form()).isEqualTo(form);
    }

    @Test
    void overloads_areChosenByWhatTheInputsAre() {
        assertThat(find(SAMPLES + "::both").form()).isEqualTo(InputForm.TEXT);
        assertThat(finder(true).find(SAMPLES + "::both").form()).isEqualTo(InputForm.PATH);
    }

    @Test
    void overloads_ofWhichNoneIsNearer_areListed() {
        assertUsage(
                SAMPLES + "::unclear",
                SAMPLES + " has several methods unclear that fit:\n"
                        + "  public static int unclear(int)\n"
                        + "  public static int unclear(long)\n"
                        + "name the one you mean: '" + SAMPLES + "::unclear(int)'");
    }

    @Test
    void methodThatIsNotThere_isAnErrorWithThoseThatAre() {
        assertThatThrownBy(() -> find(SAMPLES + "::uper"))
                .hasMessageStartingWith(
                        SAMPLES + " has no method uper; those that take one input are:\n  public static")
                .hasMessageContaining("public static String upper(String)")
                .hasMessageNotContaining("hidden");
    }

    @Test
    void methodThatCannotBeCalled_isShownAsItIs() {
        assertThatThrownBy(() -> find(SAMPLES + "::two"))
                .hasMessageContaining(
                        "cannot be called: it takes a public static method with one parameter (String, byte[],")
                .hasMessageEndingWith("there are:\n  public static int two(String, String)");
        assertThatThrownBy(() -> find(SAMPLES + "::hidden"))
                .hasMessageEndingWith("there are:\n  static int hidden(String)");
    }

    @Test
    void classThatIsNotThere_isAnErrorThatSaysWhereItWasLookedFor(@TempDir Path directory) throws IOException {
        assertUsage(
                "com.acme.Parser::parse",
                "class not found: com.acme.Parser, in the JDK; classes of your own need --jar or" + " --cp");
        Path jar = directory.resolve("app.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new ZipEntry("com/acme/parse/Parser.class"));
        }
        ClassPath classPath = ClassPath.of(List.of(jar), List.of());
        assertThatThrownBy(
                        () -> new FunctionFinder(classPath, classPath.loader(), false).find("com.acme.Parser::parse"))
                .hasMessage("class not found: com.acme.Parser, in " + jar + " and the JDK\n"
                        + "did you mean com.acme.parse.Parser?");
    }

    @Test
    void textThatIsNoFunction_isAnError() {
        assertUsage("com.acme.Parser", "a function is written as com.acme.Parser::parse: com.acme.Parser");
    }

    @Test
    void classPath_isReadAsJavaReadsIt(@TempDir Path directory) throws IOException {
        Path lib = Files.createDirectory(directory.resolve("lib"));
        for (String name : List.of("b.jar", "a.JAR", "c.txt")) {
            Files.writeString(lib.resolve(name), "");
        }
        assertThat(ClassPath.of(List.of(), List.of(lib + "/*:" + directory + ":missing"))
                        .entries())
                .containsExactly(
                        lib.resolve("a.JAR"),
                        lib.resolve("b.jar"),
                        directory,
                        Path.of("missing").toAbsolutePath());
        assertThatThrownBy(() -> ClassPath.of(List.of(), List.of(lib + "/no/*")))
                .hasMessage("--cp: not a directory: " + lib + "/no");
        assertThatThrownBy(() -> ClassPath.of(List.of(lib.resolve("d.jar")), List.of()))
                .hasMessage("--jar: there is no such file: " + lib + "/d.jar");
        assertThatThrownBy(() -> ClassPath.of(List.of(lib.resolve("c.txt")), List.of()))
                .hasMessageStartingWith("--jar: not a jar: " + lib + "/c.txt: ");
    }

    private static FunctionSpec find(String text) {
        return finder(false).find(text);
    }

    private static FunctionFinder finder(boolean files) {
        return new FunctionFinder(new ClassPath(List.of()), FunctionFinderTest.class.getClassLoader(), files);
    }

    private static void assertUsage(String text, String message) {
        assertThatThrownBy(() -> find(text))
                .isInstanceOfSatisfying(
                        CommandException.class,
                        failure -> assertThat(failure.exitCode()).isEqualTo(2))
                .hasMessage(message);
    }
}
