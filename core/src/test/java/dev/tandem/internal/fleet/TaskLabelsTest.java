package dev.tandem.internal.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The labels of the tasks that were sent last. */
class TaskLabelsTest {
    private final TaskLabels labels = new TaskLabels(4);

    // SPEC P11
    @Test
    void label_ofATaskWithoutOne_isMadeOfItsNumber() {
        labels.sent(1, 17, null);

        assertThat(labels.of(1)).hasValue("task-17");
        assertThat(labels.of(2)).isEmpty();
    }

    // SPEC P11
    @Test
    void label_ofATaskWithOne_isThat() {
        labels.sent(1, 17, "mine");

        assertThat(labels.of(1)).hasValue("mine");
    }

    // SPEC P11: the place is given to another one.
    @Test
    void label_ofATaskOfLongAgo_isForgotten() {
        labels.sent(1, 17, "mine");
        labels.sent(5, 21, null);

        assertThat(labels.of(1)).isEmpty();
        assertThat(labels.of(5)).hasValue("task-21");
    }

    // SPEC P11: a number is used again if the task did not go out.
    @Test
    void label_ofANumberThatIsUsedAgain_isTheLastOne() {
        labels.sent(1, 17, "mine");
        labels.sent(1, 18, "yours");
        assertThat(labels.of(1)).hasValue("yours");

        labels.sent(1, 19, null);
        assertThat(labels.of(1)).hasValue("task-19");
    }
}
