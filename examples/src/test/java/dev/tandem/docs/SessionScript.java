package dev.tandem.docs;

/**
 * Makes a script of bash of a session. Each command of the page is a group of its own, so that it finds the aliases and the
 * exit code of the one before; what it prints goes to files {@code <step>.out} and {@code <step>.err} in the directory
 * {@code $RECORD}, its exit code to {@code <step>.status}; what is not shown has its own such files, {@code hidden-<part>.*}.
 */
final class SessionScript {
    private static final String BEGIN = """
            shopt -s expand_aliases
            press_tab() {
              local line="$*" function
              local COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_LINE="$line" COMP_POINT=${#line} COMPREPLY=()
              function=$(complete -p "$1")
              function=${function##*-F }
              "${function%% *}" "$1" "${!#}" "$1" 2> /dev/null # which complains when nobody has pressed a key
              printf '%s\\n' "${COMPREPLY[@]}" | sort | paste -s
            }
            """;
    private static final String TAB_TAB = "<TAB><TAB>";

    private SessionScript() {}

    static String of(Session session) {
        StringBuilder script = new StringBuilder(BEGIN);
        int step = 0;
        for (int part = 0; part < session.parts().size(); part++) {
            String hidden = session.parts().get(part).hidden();
            if (!hidden.isEmpty()) {
                group(script, hidden, "hidden-" + part);
            }
            for (Session.Step each : session.parts().get(part).steps()) {
                group(script, typed(each), Integer.toString(step++));
            }
        }
        return script.toString();
    }

    /** Adds commands, with files for what they print and for their exit code, which the next ones find in {@code $?}. */
    private static void group(StringBuilder script, String commands, String name) {
        script.append("""
                {
                %s
                } > "$RECORD/%s.out" 2> "$RECORD/%s.err"
                { session_code=$?; echo $session_code > "$RECORD/%s.status"; (exit $session_code); }
                """.formatted(commands, name, name, name));
    }

    private static String typed(Session.Step step) {
        if (step.isJshell()) {
            return step.command() + " <<'INPUT'\n" + String.join("\n", step.input()) + "\nINPUT";
        }
        if (step.command().endsWith(TAB_TAB)) {
            return "press_tab " + step.command().replace(TAB_TAB, "");
        }
        return step.command();
    }
}
