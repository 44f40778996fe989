package dev.tandem.internal.codec;

import dev.tandem.WorkerId;
import java.util.HashSet;
import java.util.Set;

/** Both ends of a channel in one process: what travels here is encoded and decoded as between two. */
final class Wire {
    static final WorkerId WORKER = new WorkerId(3, 4711);

    final TaskEncoder taskEncoder;
    final TaskDecoder taskDecoder;
    final OutcomeEncoder outcomeEncoder;
    final OutcomeDecoder outcomeDecoder;
    private final Set<Integer> defined = new HashSet<>();
    private int definedClasses;
    private int definedResultClasses;

    Wire() {
        this(Wire.class.getClassLoader());
    }

    /** Between sides that number their class loaders. */
    Wire(ClassOrigins near, ClassOrigins far) {
        ClassLoader system = Wire.class.getClassLoader();
        taskEncoder = new TaskEncoder(near, new OwnCode());
        taskDecoder = new TaskDecoder(system, far, "", null);
        outcomeEncoder = new OutcomeEncoder(far);
        outcomeDecoder = new OutcomeDecoder(system, near);
    }

    Wire(ClassLoader farLoader) {
        taskEncoder = new TaskEncoder();
        outcomeEncoder = new OutcomeEncoder();
        taskDecoder = new TaskDecoder(farLoader);
        outcomeDecoder = new OutcomeDecoder(farLoader);
    }

    TaskCall travel(TaskCall call) {
        return decode(taskEncoder.encode(call));
    }

    TaskCall decode(EncodedTask task) {
        if (task.functionId() != 0 && defined.add(task.functionId())) {
            taskDecoder.define(task.functionId(), taskEncoder.functionDefinition(task.functionId()));
        }
        while (definedClasses < task.classes()) {
            int id = ++definedClasses;
            taskDecoder.defineClass(id, taskEncoder.classDefinition(id));
        }
        byte[] payload = task.payload();
        byte[] shifted = new byte[payload.length + 11];
        System.arraycopy(payload, 0, shifted, 7, payload.length);
        return taskDecoder.decode(task.functionId(), shifted, 7, payload.length);
    }

    /** Sends a task there, and what it returns back. */
    Object call(TaskCall call) throws Exception {
        return valueBack(travel(call).call(i -> {}));
    }

    Object argument(Object argument) {
        return travel(TaskCall.function(Object::toString, argument)).first();
    }

    Object valueBack(Object value) {
        CodecOutput out = outcomeEncoder.newOutput();
        outcomeEncoder.encodeValue(value, out);
        Outcome outcome = decode(out);
        if (outcome instanceof Outcome.Failure failed) {
            throw new AssertionError("no value", failed.failure());
        }
        return ((Outcome.Value) outcome).value();
    }

    Throwable failureBack(Throwable failure) {
        CodecOutput out = outcomeEncoder.newOutput();
        outcomeEncoder.encodeFailure(failure, out);
        return ((Outcome.Failure) decode(out)).failure();
    }

    Outcome decode(CodecOutput out) {
        while (definedResultClasses < out.classesUsed()) {
            int id = ++definedResultClasses;
            outcomeDecoder.defineClass(id, outcomeEncoder.classDefinition(id));
        }
        return outcomeDecoder.decode(out.toByteArray(), 0, out.size(), WORKER, () -> "label");
    }
}
