package dev.tandem.internal.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SPEC P4: the flags of a JVM that cannot be asked for them are read as its launcher reads them. */
class LauncherWordsTest {
    @TempDir
    private Path dir;

    @Test
    void flags_inOneWordOrTwo_areTheSame() {
        assertThat(LauncherWords.flags(List.of("--add-opens", "a/b=c", "--add-exports=d/e=f", "-Xint", "demo.Main")))
                .containsExactly("--add-opens=a/b=c", "--add-exports=d/e=f", "-Xint");
    }

    @Test
    void flags_endWhereTheProgramBegins() {
        for (List<String> program : List.of(
                List.of("demo.Main"),
                List.of("-jar", "a.jar"),
                List.of("-m", "a/b"),
                List.of("--module", "a/b"),
                List.of("--module=a/b"),
                List.of("Foo.java"))) {
            List<String> words = new java.util.ArrayList<>(List.of("-cp", "a b", "--enable-preview"));
            words.addAll(program);
            words.add("--add-opens=its/own=argument");

            assertThat(LauncherWords.flags(words)).containsExactly("-cp=a b", "--enable-preview");
        }
    }

    @Test
    void flags_inFiles_areRead() throws Exception {
        Path file = dir.resolve("flags");
        ArgumentFile.write(file, List.of("--add-reads", "a=b", "-Dc=d \"e\" \\f", "demo.Main"));

        assertThat(LauncherWords.flags(List.of("-Xint", "@" + file, "--add-opens=its/own=argument")))
                .containsExactly("-Xint", "--add-reads=a=b", "-Dc=d \"e\" \\f");
        assertThat(LauncherWords.flags(List.of("--disable-@files", "@" + file))).isEmpty();
        assertThat(LauncherWords.flags(List.of("-Xint", "@" + dir.resolve("missing"), "--enable-preview")))
                .containsExactly("-Xint", "--enable-preview");
    }

    @Test
    void flags_mainClassThatLooksLikeAFile_endsThem() {
        assertThat(LauncherWords.flags(List.of("-Xint", "@@main", "--enable-preview")))
                .containsExactly("-Xint");
    }

    @Test
    void argumentFile_commentsQuotesAndContinuedLines_areRead() throws Exception {
        Path file = Files.writeString(dir.resolve("file"), """
                # a comment with --enable-preview
                -cp "a;\\
                     b c"  'd\\\\e'  # another
                -Df=C:\\g#h

                --add-opens=x
                """);

        assertThat(ArgumentFile.read(file)).containsExactly("-cp", "a;b c", "d\\e", "-Df=C:\\g#h", "--add-opens=x");
    }
}
