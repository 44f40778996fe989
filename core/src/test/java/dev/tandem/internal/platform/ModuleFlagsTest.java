package dev.tandem.internal.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC P4: which flags of a JVM its workers get, and when it is worth asking for them. */
class ModuleFlagsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "--add-opens=a/b=c",
                "--add-exports=a/b=c",
                "--add-reads=a=b",
                "--add-modules=a",
                "--enable-native-access=a",
                "--patch-module=a=b",
                "--upgrade-module-path=a",
                "--limit-modules=a",
                "--enable-preview"
            })
    void flagsAboutModules_areTakenOver(String flag) {
        assertThat(ModuleFlags.isModuleFlag(flag)).isTrue();
        assertThat(ModuleFlags.mayBeGiven(List.of("/jdk/bin/java", flag, "demo.Main"), Map.of()))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-Xmx1g",
                "-Da=--add-opens=b",
                "-javaagent:a.jar",
                "-agentlib:jdwp=server=y",
                "-XX:+UseG1GC",
                "--enable-preview-of-something",
                "--module-path=a"
            })
    void otherFlags_areNot(String flag) {
        assertThat(ModuleFlags.isModuleFlag(flag)).isFalse();
    }

    @Test
    void mayBeGiven_plainCommand_isFalse() {
        assertThat(ModuleFlags.mayBeGiven(
                        List.of("java", "-Xmx1g", "-cp", "a:b", "demo.Main", "argument"),
                        Map.of("JAVA_TOOL_OPTIONS", "-Xint", "OTHER", "--enable-preview")))
                .isFalse();
    }

    @Test
    void mayBeGiven_whereTheyCouldHide_isTrue() {
        assertThat(ModuleFlags.mayBeGiven(List.of(), Map.of())).isTrue();
        assertThat(ModuleFlags.mayBeGiven(List.of("/opt/app/bin/app"), Map.of()))
                .isTrue();
        assertThat(ModuleFlags.mayBeGiven(List.of("java", "@file"), Map.of())).isTrue();
        assertThat(ModuleFlags.mayBeGiven(List.of("java", "-XX:VMOptionsFile=f", "A"), Map.of()))
                .isTrue();
        for (String variable : List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS")) {
            assertThat(ModuleFlags.mayBeGiven(List.of("java", "A"), Map.of(variable, "-Xint --enable-preview")))
                    .as(variable)
                    .isTrue();
        }
    }

    @Test
    void executableJar_isTheClassPath_thatTheCommandBeginsWith() {
        assertThat(ModuleFlags.executableJar("my app.jar", "my app.jar")).isEqualTo("my app.jar");
        assertThat(ModuleFlags.executableJar("my app.jar", "my app.jar argument"))
                .isEqualTo("my app.jar");
        assertThat(ModuleFlags.executableJar("app.jar", "demo.Main app.jar")).isNull();
        assertThat(ModuleFlags.executableJar("app.jar:b.jar", "app.jar")).isNull();
        assertThat(ModuleFlags.executableJar("", "")).isNull();
    }

    @Test
    void ofThisJvm_areAllAboutModules() {
        assertThat(ModuleFlags.ofThisJvm()).allMatch(ModuleFlags::isModuleFlag);
    }
}
