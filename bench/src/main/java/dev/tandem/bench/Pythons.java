package dev.tandem.bench;

import dev.tandem.bench.Contestant.UnavailableException;
import java.io.IOException;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The interpreters of this machine.
 *
 * @param first the {@code python3} that is first on the path, if there is one that works
 * @param having for each tool that there is, an interpreter that has it
 */
record Pythons(Optional<Python> first, Map<PythonTool, Python> having) {
    Pythons {
        having = Map.copyOf(having);
    }

    /** No Python at all. */
    static Pythons none() {
        return new Pythons(Optional.empty(), Map.of());
    }

    /** Looks for them. */
    static Pythons find() throws IOException {
        Optional<Python> first = Python.find();
        Map<PythonTool, Python> having = new EnumMap<>(PythonTool.class);
        if (first.isPresent()) {
            for (PythonTool tool : PythonTool.values()) {
                Optional<Python> python =
                        tool.module().isEmpty() ? first : first.get().with(tool.module());
                python.ifPresent(found -> having.put(tool, found));
            }
        }
        return new Pythons(first, having);
    }

    /** An interpreter that has a tool. */
    Python with(PythonTool tool) throws UnavailableException {
        if (first.isEmpty()) {
            throw new UnavailableException(Python.MISSING);
        }
        Python python = having.get(tool);
        if (python == null) {
            throw new UnavailableException(tool.module() + " is not installed");
        }
        return python;
    }

    /** What there is, with versions. */
    String text() {
        if (first.isEmpty()) {
            return Python.MISSING;
        }
        Set<String> parts = new LinkedHashSet<>();
        parts.add(described(first.get()));
        for (PythonTool tool : PythonTool.values()) {
            Python python = having.get(tool);
            if (python == null) {
                parts.add("no " + tool.module());
            } else if (!tool.module().isEmpty()) {
                parts.add(described(python));
            }
        }
        return String.join(", ", parts);
    }

    private static String described(Python python) {
        return python.version() + " (" + python.interpreter() + ")";
    }
}
