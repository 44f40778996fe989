package dev.tandem.cli.map;

import dev.tandem.Recommendation;
import dev.tandem.cli.json.Json;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A recommendation as an object for programs. */
final class RecommendationJson {
    private RecommendationJson() {}

    /**
     * @param mapOptions what {@code tandem map} is to be told
     */
    static String of(Recommendation decision, List<String> mapOptions) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("executor", word(decision.executor()));
        object.put("workers", decision.workers());
        object.put("mapOptions", mapOptions);
        object.put("chunkSize", decision.chunkSize());
        object.put("reason", decision.reason());
        object.put("work", word(decision.work()));
        object.put("elementSeconds", seconds(decision.elementTime()));
        object.put("cpuShare", number(decision.cpuShare()));
        object.put("argumentBytes", number(decision.argumentBytes()));
        object.put("resultBytes", number(decision.resultBytes()));
        object.put("serializationSeconds", seconds(decision.serializationTime()));
        object.put("sampleSize", decision.sampleSize());
        object.put("failures", decision.failures());
        object.put("crashes", decision.crashes());
        object.put("hangs", decision.hangs());
        object.put(
                "trials",
                decision.trials().stream().map(RecommendationJson::trial).toList());
        object.put("notes", decision.notes());
        StringBuilder text = new StringBuilder();
        Json.write(text, object);
        return text.toString();
    }

    private static Map<String, Object> trial(Recommendation.Trial trial) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("executor", word(trial.executor()));
        object.put("workers", trial.workers());
        object.put("elements", trial.elements());
        object.put("seconds", seconds(trial.time()));
        object.put("perSecond", trial.perSecond());
        return object;
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static @Nullable Double seconds(Optional<Duration> time) {
        return time.map(RecommendationJson::seconds).orElse(null);
    }

    private static Double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }

    private static @Nullable Double number(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }

    private static @Nullable Long number(OptionalLong value) {
        return value.isPresent() ? value.getAsLong() : null;
    }
}
