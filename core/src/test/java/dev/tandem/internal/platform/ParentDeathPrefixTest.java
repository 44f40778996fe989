package dev.tandem.internal.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** SPEC C5: workers are bound to their parent where that can be done, and start all the same where it cannot. */
@EnabledOnOs(OS.LINUX)
class ParentDeathPrefixTest {
    @TempDir
    private Path dir;

    @Test
    void words_programThatWorks_keepWhatComesBehindThem() throws Exception {
        Path program = Path.of("/usr/bin/setpriv");
        assumeTrue(Files.isExecutable(program), "there is no setpriv on this machine");

        assertThat(new ParentDeathPrefix().words()).containsExactly(program.toString(), "--pdeathsig", "KILL", "--");
    }

    @Test
    void words_noProgram_areNone() {
        assertThat(new ParentDeathPrefix(List.of(dir.resolve("setpriv"))).words())
                .isEmpty();
    }

    @Test
    void words_programThatCannotDoIt_areNone() throws Exception {
        ParentDeathPrefix prefix = new ParentDeathPrefix(List.of(script("exit 1")));

        assertThat(prefix.words()).isEmpty();
        assertThat(prefix.words()).isEmpty();
    }

    @Test
    void words_programThatWorked_isNotTriedAgain() throws Exception {
        Path tried = dir.resolve("tried");
        ParentDeathPrefix prefix = new ParentDeathPrefix(List.of(script("echo x >> " + tried)));

        assertThat(prefix.words()).hasSize(4).isEqualTo(prefix.words());
        assertThat(Files.readAllLines(tried)).hasSize(1);
    }

    private Path script(String body) throws Exception {
        Path file = Files.writeString(dir.resolve("setpriv"), "#!/bin/sh\n" + body + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }
}
