package dev.tandem.internal.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.MapResults;
import dev.tandem.ThreadPoolExecutor;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** M1, M5, M7 on real threads. */
@Timeout(60)
class MapOnThreadsTest {
    @Test
    void automatic_manyElements_losesNoneAndKeepsTheOrder() {
        int count = 300_000;
        try (ThreadPoolExecutor pool = ThreadPoolExecutor.open(3)) {
            int expected = 0;
            for (int result : pool.map(x -> x + 1, Stream.iterate(0, x -> x + 1).limit(count))) {
                assertThat(result).isEqualTo(++expected);
            }
            assertThat(expected).isEqualTo(count);

            List<Integer> inputs = IntStream.range(0, count).boxed().toList();
            long sum = 0;
            for (int result : pool.map(x -> x, inputs, o -> o.unordered())) {
                sum += result;
            }
            assertThat(sum).isEqualTo((long) count * (count - 1) / 2);
            assertThat(pool.stats().submitted()).isLessThan(count / 4);
        }
    }

    @Test
    void consumed_argumentsAndResults_areLetGo() {
        try (ThreadPoolExecutor pool = ThreadPoolExecutor.open(2)) {
            List<WeakReference<Object>> seen = new ArrayList<>();
            Iterator<byte[]> inputs = Stream.generate(() -> new byte[1_000]).iterator();
            MapResults<byte[]> results = pool.map(x -> x, inputs, o -> o.buffer(8));
            Iterator<byte[]> iterator = results.iterator();
            for (int i = 0; i < 100; i++) {
                seen.add(new WeakReference<>(iterator.next()));
            }
            org.awaitility.Awaitility.await().untilAsserted(() -> {
                System.gc();
                assertThat(seen).allMatch(reference -> reference.refersTo(null));
            });
            Reference.reachabilityFence(results);
            results.close();
        }
    }
}
