package dev.tandem.internal.platform;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;

/**
 * Sees early that a process has come to its end, on Linux. The system tells its parent only when it has cleared the
 * memory of the process away, which takes milliseconds for a JVM; its threads are stopped within a fraction of one.
 */
/*
 * What counts is that none of its threads will ever run its code again: each has begun to exit. In a thread that has, the
 * kernel has set a flag from which there is no way back (PF_EXITING, which has been the same for as long as there have
 * been such files). The list of threads may lack some while others end, and a thread may start another one while it is
 * read. Therefore all is only sure if the list is as long as the number of threads that was there before it was read, and
 * if no thread can be started any more, which a SIGKILL takes care of.
 */
public final class DyingProcess {
    private static final boolean IS_LINUX = System.getProperty("os.name", "").equals("Linux");

    private static final long EXITING = 4;

    /** More than the longest line of a thread, whose name has 64 bytes at most. */
    private static final int LONGEST = 1024;

    /** The places of the fields after the name: see proc(5). */
    private static final int STATE = 0;

    private static final int PARENT = 1;
    private static final int FLAGS = 6;
    private static final int THREADS = 17;

    private DyingProcess() {}

    /**
     * Returns whether a child of this process is about to end, and nothing of it runs any more.
     *
     * @param pid the child, which must not have been waited for
     * @param kill sends it SIGKILL; called only if all its threads have been seen to exit
     */
    public static boolean isDying(long pid, Runnable kill) {
        if (!IS_LINUX || !allExit(pid)) {
            return false;
        }
        kill.run(); // from now on it cannot start a thread: one may have been missing before
        return allExit(pid);
    }

    private static boolean allExit(long pid) {
        String process = "/proc/" + pid;
        List<String> leader = fields(process + "/stat");
        if (leader.isEmpty() || !isExiting(leader) || !isChild(leader)) {
            return false;
        }
        String @Nullable [] threads = new File(process + "/task").list();
        if (threads == null || threads.length != Integer.parseInt(leader.get(THREADS))) {
            return false;
        }
        for (String thread : threads) {
            String path = process + "/task/" + thread;
            List<String> fields = fields(path + "/stat");
            // those that are gone do not come back; one that is there and cannot be read may run
            if (fields.isEmpty() ? new File(path).exists() : !isExiting(fields)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isExiting(List<String> fields) {
        char state = fields.get(STATE).charAt(0);
        return state == 'Z' || state == 'X' || (Long.parseLong(fields.get(FLAGS)) & EXITING) != 0;
    }

    /** Whether it is not another one that has got the same number meanwhile. */
    private static boolean isChild(List<String> fields) {
        return Long.parseLong(fields.get(PARENT)) == ProcessHandle.current().pid();
    }

    /** What is said of a process or thread after its name; empty if it is gone. */
    private static List<String> fields(String file) {
        try (FileInputStream in = new FileInputStream(file)) {
            String line = new String(in.readNBytes(LONGEST), StandardCharsets.ISO_8859_1);
            StringTokenizer words = new StringTokenizer(line.substring(line.lastIndexOf(')') + 1));
            List<String> fields = new ArrayList<>();
            while (words.hasMoreTokens() && fields.size() <= THREADS) {
                fields.add(words.nextToken());
            }
            return fields.size() > THREADS ? fields : List.of();
        } catch (IOException e) {
            return List.of();
        }
    }
}
