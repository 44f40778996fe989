package dev.tandem.internal.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.WorkerOptions;
import java.io.File;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** SPEC P4: what workers take over from the JVM of their parent. */
class ParentFlagsTest {
    @Test
    void without_flagsThatAreGivenAnyway_leavesThemOut() {
        List<String> flags = List.of("--add-opens=a/b=c", "--add-opens=a/d=c", "--enable-preview");

        assertThat(ParentFlags.without(flags, List.of("-Xint", "--add-opens=a/b=c")))
                .containsExactly("--add-opens=a/d=c", "--enable-preview");
        assertThat(ParentFlags.without(flags, List.of("--add-opens", "a/d=c", "--enable-preview")))
                .containsExactly("--add-opens=a/b=c");
        assertThat(ParentFlags.without(flags, List.of())).isEqualTo(flags);
    }

    @Test
    void without_anotherPatchOfTheSameModule_leavesOursOut() {
        List<String> flags = List.of("--patch-module=a=x", "--patch-module=b=x");

        assertThat(ParentFlags.without(flags, List.of("--patch-module=a=y"))).containsExactly("--patch-module=b=x");
        assertThat(ParentFlags.without(flags, List.of("--patch-module", "b=y"))).containsExactly("--patch-module=a=x");
    }

    @Test
    void absolute_paths_areMadeSo_otherFlagsAreNot() {
        String here = Path.of("").toAbsolutePath().toString();

        assertThat(ParentFlags.absolute(List.of(
                        "--patch-module=a=x" + File.pathSeparator + "y",
                        "--upgrade-module-path=x",
                        "--add-opens=a/b=c",
                        "--enable-preview")))
                .containsExactly(
                        "--patch-module=a=" + Path.of(here, "x") + File.pathSeparator + Path.of(here, "y"),
                        "--upgrade-module-path=" + Path.of(here, "x"),
                        "--add-opens=a/b=c",
                        "--enable-preview");
    }

    @Test
    void adapt_environment_losesTheDebugger_unlessTheUserSetsIt() {
        Map<String, String> environment = new HashMap<>(Map.of(
                "JAVA_TOOL_OPTIONS", "-agentlib:jdwp=server=y,address=5005 -Da='b c'",
                "JDK_JAVA_OPTIONS", "-Xdebug",
                "_JAVA_OPTIONS", "-Xint",
                "OTHER", "-Xdebug"));

        ParentFlags.adapt(environment, WorkerOptions.defaults().environment("_JAVA_OPTIONS", "-Xdebug"));

        assertThat(environment)
                .containsOnly(
                        Map.entry("JAVA_TOOL_OPTIONS", "-Da='b c'"),
                        Map.entry("_JAVA_OPTIONS", "-Xdebug"),
                        Map.entry("OTHER", "-Xdebug"));
    }
}
