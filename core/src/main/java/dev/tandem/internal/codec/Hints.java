package dev.tandem.internal.codec;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Says what to do about an object that cannot travel, by its class. By names: nothing is loaded for being asked for. */
final class Hints {
    /** Where what this library gives to users has its classes. */
    private static final Set<String> OWN_PACKAGES = Set.of("dev.tandem", "dev.tandem.internal.task");

    private static final String OPEN_THERE = "open one inside the task, or once per worker in its initializer";

    /** What holds for an object that stands in front of another one. */
    static final String MADE_BY_FRAMEWORK =
            "a framework has made this class around an object of yours: send the data that the task needs";

    private Hints() {}

    /** Returns advice on a class that many have come across; null if there is none. */
    static @Nullable String known(Class<?> type) {
        String byName = ofName(type.getName());
        return byName == null ? ofTypes(type) : byName;
    }

    /** Returns advice on a class by what it extends and implements; null if there is none. */
    static @Nullable String ofTypes(Class<?> type) {
        ArrayDeque<Class<?>> open = new ArrayDeque<>();
        Set<Class<?>> seen = new HashSet<>();
        open.add(type);
        while (!open.isEmpty()) {
            Class<?> next = open.remove();
            String hint = ofType(next.getName());
            if (hint != null) {
                return hint;
            }
            Class<?> superclass = next.getSuperclass();
            if (superclass != null && seen.add(superclass)) {
                open.add(superclass);
            }
            for (Class<?> implemented : next.getInterfaces()) {
                if (seen.add(implemented)) {
                    open.add(implemented);
                }
            }
        }
        return null;
    }

    /** Returns advice on exactly a class; null if there is none. */
    static @Nullable String ofName(String name) {
        if (name.equals("java.lang.Object")) {
            return "if it is there to be locked, make the field transient or use a new byte[0]";
        }
        if (name.contains("$$Lambda")) {
            return "give the variable or field that holds the lambda a serializable type, such as TaskFunction";
        }
        return isMadeByFramework(name) ? MADE_BY_FRAMEWORK : null;
    }

    private static boolean isMadeByFramework(String name) {
        return name.contains("$$EnhancerBy")
                || name.contains("$$SpringCGLIB$$")
                || name.contains("$ByteBuddy$")
                || name.contains("$HibernateProxy$")
                || name.contains("_$$_jvst");
    }

    /** Returns advice on classes of a type; null if there is none. */
    private static @Nullable String ofType(String name) {
        return switch (name) {
            case "java.sql.Connection",
                    "java.sql.Statement",
                    "java.sql.ResultSet",
                    "javax.sql.DataSource",
                    "javax.sql.PooledConnection",
                    "javax.persistence.EntityManager",
                    "jakarta.persistence.EntityManager" ->
                "a database connection belongs to its process: " + OPEN_THERE;
            case "java.net.Socket", "java.net.ServerSocket", "java.net.URLConnection", "java.net.http.HttpClient" ->
                "a network connection belongs to its process: " + OPEN_THERE;
            case "java.io.InputStream",
                    "java.io.OutputStream",
                    "java.io.Reader",
                    "java.io.Writer",
                    "java.io.RandomAccessFile",
                    "java.nio.channels.Channel",
                    "java.util.Scanner",
                    "java.util.zip.ZipFile" ->
                "an open stream belongs to its process: send the path or the bytes, and open it inside the task";
            case "java.util.logging.Logger",
                    "java.lang.System$Logger",
                    "org.slf4j.Logger",
                    "org.apache.logging.log4j.Logger",
                    "org.apache.commons.logging.Log" -> "make the logger a static field: each process then has its own";
            case "java.lang.Thread", "java.lang.ThreadGroup", "java.util.Timer" ->
                "a thread belongs to its process: start it inside the task";
            case "java.util.concurrent.Executor" ->
                "a pool belongs to the process that made it: submit what comes next from here, when the result is there";
            case "dev.tandem.TaskScope" ->
                "a scope belongs to the process that made it: submit what comes next from here, when the result is there";
            case "dev.tandem.RateLimit" ->
                "a rate limit belongs to the process that made it: acquire where the task is submitted, or give it to a"
                        + " stage of a pipeline";
            case "dev.tandem.Progress" ->
                "a progress belongs to the process that made it: count here, when the result is there";
            case "dev.tandem.Pipeline" -> "a pipeline belongs to the process that made it: run it from here";
            case "dev.tandem.WorkerContext" ->
                "it tells of one task in its process: call WorkerContext.current() inside the task";
            case "java.util.concurrent.Future" -> "send its result instead: join it before, or submit when it is done";
            case "java.util.concurrent.locks.Lock",
                    "java.util.concurrent.locks.ReadWriteLock",
                    "java.util.concurrent.locks.Condition",
                    "java.util.concurrent.CountDownLatch",
                    "java.util.concurrent.CyclicBarrier",
                    "java.util.concurrent.Phaser",
                    "java.util.concurrent.Exchanger" ->
                "it only coordinates threads of one process: let the task return what others wait for";
            case "java.util.stream.BaseStream",
                    "java.util.Iterator",
                    "java.util.Spliterator",
                    "java.util.Enumeration" -> "collect its elements into a list first";
            case "java.lang.ClassLoader", "java.lang.Module", "java.lang.ModuleLayer" ->
                "send the name of a class, and load it inside the task";
            case "java.lang.reflect.AccessibleObject",
                    "java.lang.reflect.Parameter",
                    "java.lang.invoke.MethodHandle",
                    "java.lang.invoke.MethodHandles$Lookup",
                    "java.lang.invoke.VarHandle" ->
                "send its name and look it up inside the task, or use a method reference";
            case "java.lang.ThreadLocal" -> "make it a static field: each process then has its own";
            case "java.lang.ref.Reference" -> "send what it refers to";
            case "java.nio.file.Path", "java.nio.file.FileSystem" ->
                "only paths of the default file system travel: send the name, and open the file system inside the task";
            case "java.lang.Process", "java.lang.ProcessHandle" -> "send its pid";
            case "java.util.IntSummaryStatistics",
                    "java.util.LongSummaryStatistics",
                    "java.util.DoubleSummaryStatistics" -> "send the numbers that are needed of it";
            case "java.util.WeakHashMap" -> "copy it into a HashMap first";
            default -> null;
        };
    }

    /** Returns what can be done about any class of the user's or of this library; null for one of the JDK. */
    static @Nullable String general(Class<?> type) {
        if (OWN_PACKAGES.contains(type.getPackageName())) {
            return "send what the task needs of it";
        }
        return type.getClassLoader() == null || type.getClassLoader() == ClassLoader.getPlatformClassLoader()
                ? null
                : "let " + simpleName(type.getName()) + " implement java.io.Serializable, or keep it out of the task";
    }

    private static String simpleName(String className) {
        return className.substring(className.lastIndexOf('.') + 1);
    }
}
