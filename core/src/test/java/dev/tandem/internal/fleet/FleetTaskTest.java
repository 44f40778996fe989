package dev.tandem.internal.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.ProcessPoolOptions;
import dev.tandem.TaskCallable;
import dev.tandem.TaskOptions;
import dev.tandem.internal.codec.DataFile;
import dev.tandem.internal.codec.TaskCall;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is known about who may be reading the payload of a task. */
class FleetTaskTest {
    @TempDir
    private Path dir;

    private DataFile file;
    private FleetTask<Integer> task;

    @BeforeEach
    void make() throws Exception {
        task = new FleetTask<>(
                new SimPool(new Random(1), SimFault.NONE, ProcessPoolOptions.defaults()),
                TaskCall.callable((TaskCallable<Integer>) () -> 1),
                TaskOptions.defaults(),
                null);
        file = DataFile.create(dir.resolve("file"), 1);
        task.payloadFile(file);
    }

    @AfterEach
    void close() {
        file.discard();
    }

    // SPEC C2
    @Test
    void payload_thatWasSentOnce_isUnreadBeforeAndAfter() {
        assertThat(task.isUnread()).isTrue();
        task.sending();
        assertThat(task.isUnread()).isFalse();
        task.answered();
        assertThat(task.isUnread()).isTrue();
    }

    @Test
    void payload_thatIsSentAgain_isUnreadNeverMore() {
        task.sending();
        task.answered();
        task.sending();
        assertThat(task.isUnread()).isFalse();
        task.answered();
        assertThat(task.isUnread()).isFalse();
    }

    @Test
    void payload_thatWasTakenBack_isUnreadNeverMore() {
        task.sending();
        task.sending();
        task.answered();

        assertThat(task.isUnread()).isFalse();
    }
}
