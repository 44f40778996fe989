package dev.tandem.internal.codec;

import dev.tandem.TaskCallable;
import dev.tandem.TaskFunction;
import dev.tandem.TaskRunnable;
import java.io.Serializable;
import java.util.List;

/**
 * Goes once through what a worker needs for the common kinds of tasks: functions that capture something or nothing, records,
 * failures. Afterwards the classes for it are loaded and linked, of this library and of the JDK.
 */
/*
 * Used twice: by a worker that waits for its first task, which would otherwise take tens of milliseconds; and by the JVM
 * of which an archive is made, so that what is archived is what workers need.
 */
public final class Rehearsal {
    private record Pair(int number, String text) implements Serializable {}

    private final TaskEncoder encoder = new TaskEncoder();
    private final TaskDecoder decoder = new TaskDecoder(Rehearsal.class.getClassLoader());
    private final OutcomeEncoder outcomes = new OutcomeEncoder();
    private final CodecOutput output = new CodecOutput();

    private int definedClasses;

    private Rehearsal() {}

    /** Does it all, in some ten milliseconds. Has no effect but that. */
    public static void run() {
        new Rehearsal().play();
    }

    /** Does the same in a JVM of its own. */
    public static void main(String[] args) {
        run();
    }

    private void play() {
        int number = output.size();
        long wide = number;
        String text = "text";
        TaskCallable<Integer> nothing = () -> 1;
        TaskCallable<Integer> ofInt = () -> number + 1;
        TaskCallable<Long> ofLong = () -> wide + 1;
        TaskCallable<String> ofObject = () -> text;
        TaskCallable<List<?>> ofSome = () -> List.of(text, number);
        TaskRunnable runnable = () -> {};
        for (int i = 0; i <= UnlinkedLambda.MOST_CALLS; i++) { // until they are linked
            for (TaskCallable<?> task : List.of(nothing, ofInt, ofLong, ofObject, ofSome)) {
                play(TaskCall.callable(task));
            }
        }
        play(new TaskCall(TaskCall.Kind.RUNNABLE, runnable, null, null));
        TaskFunction<Integer, Integer> lambda = argument -> argument + 1;
        TaskFunction<String, Integer> reference = String::length;
        TaskFunction<Pair, Pair> record = pair -> new Pair(pair.number() + 1, pair.text());
        play(TaskCall.function(lambda, 1));
        play(TaskCall.function(reference, text));
        play(TaskCall.function(record, new Pair(1, text)));
        play(TaskCall.chunk(lambda, new Object[] {1, 2, 3}));
        TaskCallable<Void> failing = () -> {
            throw new IllegalStateException("a failure as tasks have them");
        };
        play(TaskCall.callable(failing));
    }

    private void play(TaskCall call) {
        output.reset();
        try {
            outcomes.encodeValue(decode(encoder.encode(call)).call(element -> {}), output);
        } catch (Exception e) {
            outcomes.encodeFailure(e, output);
        }
    }

    private TaskCall decode(EncodedTask task) {
        if (task.functionId() != 0) {
            decoder.define(task.functionId(), encoder.functionDefinition(task.functionId()));
        }
        while (definedClasses < task.classes()) {
            decoder.defineClass(++definedClasses, encoder.classDefinition(definedClasses));
        }
        byte[] payload = task.payload();
        return decoder.decode(task.functionId(), payload, 0, payload.length);
    }
}
