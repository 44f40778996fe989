package dev.tandem.testkit;

import dev.tandem.ProcessPoolOptions;
import java.nio.file.Path;

/**
 * Makes the first worker of a pool an {@link EvilWorker}; those after it are real ones. The pool launches it as it
 * launches any worker, but by a shell script that changes the main class on the command line.
 *
 * @param moment when it misbehaves
 * @param deed what it does then
 * @param honestTasks how many tasks it runs as it should before
 * @param journal where it notes its process id when its moment has come
 */
record Evil(Moment moment, Deed deed, int honestTasks, Path journal) {
    /** The steps of a worker's life. */
    enum Moment {
        /** Its JVM runs, and has not connected. */
        SPAWNED,
        /** It has connected, and has not said hello. */
        CONNECTED,
        /** It was let in, and is not ready. */
        GREETED,
        /** It is ready, and has nothing to do. */
        READY,
        /** It has claimed a task, and not noted that it runs. */
        TAKEN,
        /** The task runs. */
        RUNNING,
        /** The task's result is in the ring. */
        ANSWERED,
        /** It was told to end. */
        RETIRED
    }

    /** What it does. After most of it, it says and does nothing more. */
    enum Deed {
        EXIT,
        HANG,
        CLOSE,
        CLOSE_CONTROL,
        CLOSE_BELL,
        CLOSE_HALFWAY_IN_A_FRAME,
        BYTE_BY_BYTE,
        FLOOD,
        FETCH_FLOOD,
        FETCH_NOTHING,
        FETCH_WITH_LONG_NAME,
        FETCH_OF_NO_LOADER,
        LOG_FLOOD,
        LOG_OF_NONSENSE,
        LOG_TOO_LONG,
        GARBAGE,
        HALF_HELLO,
        WRONG_TOKEN,
        WRONG_VERSION,
        NEGATIVE_FRAME,
        HUGE_FRAME,
        UNKNOWN_FRAME,
        FRAME_OF_THE_PARENT,
        GARBAGE_AS_INIT_FAILURE,
        NOTHING_AS_INIT_FAILURE,
        READY_AGAIN,
        DEEP_STACK,
        SHORT_STACK,
        STACK_OF_NO_LANE,
        STACK_UNASKED,
        EXITING_WITHOUT_END,
        ANSWER_UNSENT,
        ANSWER_OF_NO_LANE,
        ANSWER_TO_THE_NEXT,
        ANSWER_AGAIN,
        FALSE_SKIP,
        TAIL_BACKWARDS,
        TAIL_BEYOND,
        UNKNOWN_RECORD,
        CLASS_OUT_OF_ORDER,
        HUGE_CLASS,
        CLASS_OF_NONSENSE,
        UNDEFINED_CLASS,
        NEGATIVE_RECORD,
        HUGE_RECORD,
        HALF_RECORD,
        HALF_RECORD_AND_EXIT,
        UNPUBLISHED_RECORD_AND_EXIT,
        OUT_OF_MEMORY_WITHOUT_END,
        FILE_MISSING,
        FILE_TRUNCATED,
        FILE_OF_3_GIB,
        FILE_NOWHERE,
        FILE_BEYOND,
        HEAD_BEYOND,
        /** Waits until the pool has given it up, and then claims and answers all that it was ever sent, and more. */
        OUTLIVE_AND_ANSWER
    }

    /** What it prints before it exits. */
    static final String WORDS = "evil last words";

    /** The code with which it exits. */
    static final int EXIT_CODE = 9;

    /** The system property that tells an evil worker what to do. */
    static final String PROPERTY = "tandem.test.evil";

    /** The command ends with the main class, the socket, the number of the worker, the lanes, and two more words. */
    private static final String SCRIPT = """
            evil=$1; flag=$2; shift 2
            count=$#
            eval "number=\\${$((count - 3))}"
            if [ "$number" = 1 ]; then
                while [ $count -gt 0 ]; do
                    word=$1; shift; count=$((count - 1))
                    if [ "$word" = dev.tandem.internal.worker.WorkerMain ]; then
                        set -- "$@" "$flag"; word=$evil
                    fi
                    set -- "$@" "$word"
                done
            fi
            exec "$@"
            """;

    /** Starts the JVM as nobody's child, so that who kills the worker kills only a process that sleeps. */
    private static final String DETACHED = SCRIPT.replace(
            "exec \"$@\"",
            "[ \"$number\" = 1 ] || exec \"$@\"\nunset TANDEM_WORKER\nexec 3<&0\n(\"$@\" <&3 &)\nexec sleep 60");

    static Evil at(Moment moment, Deed deed, Journal journal) {
        return new Evil(moment, deed, 0, journal.file());
    }

    /** The same, but after it has run some tasks. */
    Evil after(int tasks) {
        return new Evil(moment, deed, tasks, journal);
    }

    /** Adds the evil worker to a pool's options. */
    ProcessPoolOptions in(ProcessPoolOptions options) {
        String flag = "-D" + PROPERTY + "=" + moment + "," + deed + "," + honestTasks + "," + journal;
        String script = deed == Deed.OUTLIVE_AND_ANSWER ? DETACHED : SCRIPT;
        return options.worker(w -> w.commandPrefix("sh", "-c", script, "sh", EvilWorker.class.getName(), flag));
    }

    /** What an evil worker was told. */
    static Evil ofProperty() {
        String[] words = System.getProperty(PROPERTY, "").split(",", 4);
        return new Evil(
                Moment.valueOf(words[0]), Deed.valueOf(words[1]), Integer.parseInt(words[2]), Path.of(words[3]));
    }
}
