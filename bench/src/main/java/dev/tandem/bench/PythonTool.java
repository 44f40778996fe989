package dev.tandem.bench;

import java.io.IOException;
import java.util.Optional;

/** What Python has for the purpose, by its name in the script. */
enum PythonTool {
    FUTURES("futures", ""),
    POOL("pool", ""),
    LOKY("loky", "joblib"),
    JOBLIB("joblib", "joblib"),
    PEBBLE("pebble", "pebble");

    private final String word;
    private final String module;

    PythonTool(String word, String module) {
        this.word = word;
        this.module = module;
    }

    /** Its name in the script. */
    String word() {
        return word;
    }

    /** An interpreter that has it. */
    Optional<Python> in(Python python) throws IOException {
        return module.isEmpty() ? Optional.of(python) : python.with(module);
    }

    /** What the report says if it is missing. */
    String missing() {
        return module + " is not installed";
    }
}
