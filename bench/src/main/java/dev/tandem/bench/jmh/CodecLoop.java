package dev.tandem.bench.jmh;

import dev.tandem.TaskCallable;
import dev.tandem.TaskFunction;
import dev.tandem.WorkerId;
import dev.tandem.internal.codec.CodecOutput;
import dev.tandem.internal.codec.EncodedTask;
import dev.tandem.internal.codec.Outcome;
import dev.tandem.internal.codec.OutcomeDecoder;
import dev.tandem.internal.codec.OutcomeEncoder;
import dev.tandem.internal.codec.TaskCall;
import dev.tandem.internal.codec.TaskDecoder;
import dev.tandem.internal.codec.TaskEncoder;
import java.util.BitSet;

/** Both ends of the codec in one JVM, with nothing between: functions and classes are told once, as in a pool. */
final class CodecLoop {
    private static final WorkerId WORKER = new WorkerId(0, 1);

    private final TaskEncoder taskEncoder = new TaskEncoder();
    private final TaskDecoder taskDecoder = new TaskDecoder(CodecLoop.class.getClassLoader());
    private final OutcomeEncoder outcomeEncoder = new OutcomeEncoder();
    private final OutcomeDecoder outcomeDecoder = new OutcomeDecoder(CodecLoop.class.getClassLoader());
    private final CodecOutput output = outcomeEncoder.newOutput();
    private final BitSet defined = new BitSet();
    private int definedClasses;
    private int definedResultClasses;

    /** A function with its argument, there. */
    <A, R> TaskCall function(TaskFunction<A, R> function, A argument) {
        return travel(TaskCall.function(function, argument));
    }

    /** A task without argument, there. */
    TaskCall callable(TaskCallable<?> task) {
        return travel(TaskCall.callable(task));
    }

    /** A function for each of many arguments, there. */
    <A, R> TaskCall chunk(TaskFunction<A, R> function, A[] arguments) {
        return travel(TaskCall.chunk(function, arguments));
    }

    /** What a task returned, back. */
    Outcome outcome(Object value) {
        output.reset();
        outcomeEncoder.encodeValue(value, output);
        while (definedResultClasses < output.classesUsed()) {
            int id = ++definedResultClasses;
            outcomeDecoder.defineClass(id, outcomeEncoder.classDefinition(id));
        }
        return outcomeDecoder.decode(output.buffer(), 0, output.size(), WORKER, () -> "benchmark");
    }

    private TaskCall travel(TaskCall call) {
        EncodedTask task = taskEncoder.encode(call);
        int function = task.functionId();
        if (function != 0 && !defined.get(function)) {
            defined.set(function);
            taskDecoder.define(function, taskEncoder.functionDefinition(function));
        }
        while (definedClasses < task.classes()) {
            int id = ++definedClasses;
            taskDecoder.defineClass(id, taskEncoder.classDefinition(id));
        }
        return taskDecoder.decode(function, task.payload(), 0, task.payload().length);
    }
}
