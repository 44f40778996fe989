package dev.tandem.bench;

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

    /** The module that it is in; empty for what comes with Python. */
    String module() {
        return module;
    }
}
