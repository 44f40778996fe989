package dev.tandem.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.internal.wire.FetchedResources.Own;
import dev.tandem.internal.wire.FetchedResources.Resource;
import java.util.List;
import org.junit.jupiter.api.Test;

class FetchTest {
    @Test
    void question_travels() {
        Fetch question = new Fetch(7, Fetch.Kind.RESOURCES, 3, "p\u00e4ckchen/\u4e2d");

        assertThat(Fetch.of(question.toFrame())).isEqualTo(question);
    }

    @Test
    void question_thatMakesNoSense_isRefused() {
        byte[] good = new Fetch(7, Fetch.Kind.CLASS, 3, "p.C").toFrame().payload();
        byte[] kind = good.clone();
        kind[4] = 9;
        byte[] origin = good.clone();
        origin[5] = -1;
        for (byte[] bad : List.of(new byte[0], new byte[9], new byte[10 + Fetch.LONGEST_NAME], kind, origin)) {
            assertThatThrownBy(() -> Fetch.of(new Frame(Frame.Type.FETCH, bad)))
                    .isInstanceOf(ProtocolException.class)
                    .hasMessageStartingWith(
                            "malformed question for a class or resource: type=FETCH, length=" + bad.length);
        }
    }

    @Test
    void answer_travels() {
        Fetched answer = new Fetched(7, Fetched.Result.CLASS, 3, "file:/\u4e2d", new byte[] {1, 2, 3});

        Fetched there = Fetched.of(answer.toFrame());

        assertThat(there.number()).isEqualTo(7);
        assertThat(there.result()).isEqualTo(Fetched.Result.CLASS);
        assertThat(there.origin()).isEqualTo(3);
        assertThat(there.text()).isEqualTo("file:/\u4e2d");
        assertThat(there.bytes()).containsExactly(1, 2, 3);
        assertThat(Fetched.of(Fetched.nothing(8, "why").toFrame()).text()).isEqualTo("why");
        assertThat(Fetched.of(Fetched.own(9).toFrame()).result()).isEqualTo(Fetched.Result.OWN);
    }

    @Test
    void resources_travel() {
        FetchedResources all = new FetchedResources(
                Own.LAST,
                List.of(new Resource("file:/a", new byte[] {5}, ""), new Resource("file:/b", new byte[0], "locked")));

        FetchedResources there = FetchedResources.of(all.toBytes());

        assertThat(there.own()).isEqualTo(Own.LAST);
        assertThat(there.others()).extracting(Resource::place).containsExactly("file:/a", "file:/b");
        assertThat(there.others()).extracting(Resource::problem).containsExactly("", "locked");
        assertThat(there.others().get(0).bytes()).containsExactly(5);
    }

    @Test
    void resources_cutOffAnywhere_areRefused() {
        byte[] whole = new FetchedResources(Own.FIRST, List.of(new Resource("file:/a", new byte[] {5}, ""))).toBytes();
        for (int length = 0; length < whole.length; length++) {
            byte[] part = java.util.Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> FetchedResources.of(part))
                    .isInstanceOf(ProtocolException.class)
                    .hasMessageStartingWith("malformed resources: length=" + length);
        }
    }
}
