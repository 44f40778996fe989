package dev.tandem.internal.flight;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import org.junit.jupiter.api.Test;

/** The page about events says what there is, and nothing else. */
class EventsPageTest {
    private static final List<Class<? extends Event>> EVENTS = List.of(
            TaskSubmitEvent.class,
            TaskQueueEvent.class,
            TaskExecuteEvent.class,
            TaskTimeoutEvent.class,
            TaskRetryEvent.class,
            TaskEncodeEvent.class,
            ValueShareEvent.class,
            WorkerStartEvent.class,
            WorkerExitEvent.class,
            WorkerTaskEvent.class);

    @Test
    void page_hasEachEventWithItsFields() throws IOException {
        String page = Files.readString(Path.of("../docs/reference/events.md"));
        Map<String, List<String>> described = new TreeMap<>();
        for (String section : page.split("\n## ")) {
            String name = section.lines().findFirst().orElseThrow();
            List<String> fields = new ArrayList<>();
            for (Matcher row = Pattern.compile("(?m)^\\| `(\\w+)` \\|").matcher(section); row.find(); ) {
                fields.add(row.group(1));
            }
            described.put(name, fields);
        }
        Map<String, List<String>> there = new TreeMap<>();
        for (Class<? extends Event> event : EVENTS) {
            there.put(event.getAnnotation(Name.class).value(), fields(event));
        }
        described.keySet().removeIf(name -> name.startsWith("# "));
        assertThat(described).isEqualTo(there);
    }

    private static List<String> fields(Class<?> event) {
        List<String> names = new ArrayList<>();
        for (Field field : event.getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers()) && !field.isSynthetic()) {
                names.add(field.getName());
            }
        }
        return names;
    }

    /** The list above is all of them, and each can be read in a tool. */
    @Test
    void events_haveNameCategoryAndLabels() throws IOException {
        try (var files = Files.list(Path.of("src/main/java/dev/tandem/internal/flight"))) {
            assertThat(files.map(file -> file.getFileName().toString())
                            .filter(name -> name.endsWith("Event.java"))
                            .map(name -> name.substring(0, name.length() - ".java".length())))
                    .containsExactlyInAnyOrderElementsOf(
                            EVENTS.stream().map(Class::getSimpleName).toList());
        }
        for (Class<? extends Event> event : EVENTS) {
            assertThat(event.getAnnotation(Name.class).value() + "Event")
                    .isEqualTo("dev.tandem." + event.getSimpleName());
            assertThat(event.getAnnotation(Category.class).value()).containsExactly("Tandem");
            assertThat(event.getAnnotation(Label.class)).isNotNull();
            assertThat(event.getAnnotation(Description.class)).isNotNull();
            for (Field field : event.getDeclaredFields()) {
                boolean isOurs = !Modifier.isStatic(field.getModifiers()) && !field.isSynthetic();
                assertThat(!isOurs || field.isAnnotationPresent(Label.class))
                        .as("label of %s", field)
                        .isTrue();
            }
        }
    }
}
