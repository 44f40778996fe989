package dev.tandem.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tandem.bench.GrowthSide.Size;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GrowthSideTest {
    private final List<String> order = new ArrayList<>();

    @Test
    void sizes_takeTurnsAndDoAllTheirBatches() throws Exception {
        GrowthSide side = new GrowthSide(List.of(size("small", 10), size("large", 1)), () -> order.add("closed"));
        List<Double> figures = side.measure().values();
        side.close();
        assertThat(figures).hasSize(1 + 2 + 2);
        assertThat(order).filteredOn("small"::equals).hasSize(10);
        assertThat(order).filteredOn("large"::equals).hasSize(1);
        assertThat(order).last().isEqualTo("closed");
        assertThat(order.subList(0, 2)).containsExactly("small", "small"); // a fifth of them
    }

    @Test
    void wrongSum_isAFailure() {
        GrowthSide side = new GrowthSide(List.of(new Size(10, 56, 1, () -> 55L, List.of())), () -> {});
        assertThatThrownBy(side::measure).isInstanceOf(WrongResultException.class);
    }

    @Test
    void unevenness_isTheFurthestFromTheMiddle() {
        assertThat(GrowthSide.unevenness(List.of(100.0, 90.0, 150.0))).isCloseTo(50, within(1e-9));
    }

    private Size size(String name, int batches) {
        return new Size(
                10,
                55,
                batches,
                () -> note(name),
                List.of(ProcessHandle.current().pid()));
    }

    private long note(String name) {
        order.add(name);
        return 55;
    }
}
