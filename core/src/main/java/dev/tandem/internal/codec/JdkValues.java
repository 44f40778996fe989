package dev.tandem.internal.codec;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Set;

/*
 * A class is listed if the JDK reads its objects without running more than their own checks and, for collections, the
 * hashCode, equals, compareTo and compare of their elements, whose classes are asked for themselves. What a hostile
 * stream needs besides is some class that does harm when one of these is called. So what is not listed, and why:
 *
 *   java.net.URL                  hashCode asks a name server
 *   java.rmi.**                   reading opens ports and connections (UnicastRemoteObject), or holds another stream
 *                                 that no filter of ours sees (MarshalledObject)
 *   java.security.**              SignedObject holds another stream; keys and certificates ask providers
 *   java.beans.**                 calls methods by name; bean contexts read whatever they hold
 *   java.lang.reflect.**          but for Proxy, which runs nothing itself: see below
 *   java.util.logging.**          a LogRecord loads resource bundles, and so makes objects of classes that it names
 *   java.awt.**, javax.swing.**   but for plain numbers; the rest starts the toolkit, and fonts and icons read files
 *   javax.**                      BadAttributeValueExpException calls toString of what it is given; javax.naming looks
 *                                 up and loads code; javax.management and javax.script call by name
 *   com.sun.**, jdk.**, sun.**    nobody's values; TemplatesImpl defines classes, AnnotationInvocationHandler poses as
 *                                 any annotation
 *
 * Classes of java.* can come from nowhere but the JDK.
 */

/** The classes of the JDK whose objects are values: nothing but to hold them happens when they are read. */
final class JdkValues {
    /** Packages, without those below them, of which all classes are accepted. */
    private static final Set<String> PACKAGES = Set.of(
            "java.math",
            "java.text",
            "java.time",
            "java.time.chrono",
            "java.time.format",
            "java.time.temporal",
            "java.time.zone",
            "java.util",
            "java.util.concurrent",
            "java.util.concurrent.atomic",
            "java.util.concurrent.locks", // a map or a queue writes its locks, too
            "java.util.regex",
            "java.awt.geom");

    private static final Set<String> NAMES = Set.of(
            "java.lang.Object",
            "java.lang.Enum",
            "java.lang.Number",
            "java.lang.Boolean",
            "java.lang.Byte",
            "java.lang.Short",
            "java.lang.Character",
            "java.lang.Integer",
            "java.lang.Long",
            "java.lang.Float",
            "java.lang.Double",
            "java.lang.String",
            "java.lang.String$CaseInsensitiveComparator",
            "java.lang.StringBuilder",
            "java.lang.StringBuffer",
            "java.lang.StackTraceElement",
            // the class that a class object stands for is asked for
            "java.lang.Class",
            // makes a lambda of one class, which it names by a class object, and so asks for
            "java.lang.invoke.SerializedLambda",
            // the superclass of proxies; whether one is accepted depends on its interfaces and on its handler
            "java.lang.reflect.Proxy",
            "java.io.File",
            "java.net.URI",
            "java.net.InetAddress",
            "java.net.Inet4Address",
            "java.net.Inet6Address",
            "java.net.SocketAddress",
            "java.net.InetSocketAddress",
            "java.sql.Date",
            "java.sql.Time",
            "java.sql.Timestamp",
            "java.awt.Color",
            "java.awt.Dimension",
            "java.awt.Insets",
            "java.awt.Point",
            "java.awt.Polygon",
            "java.awt.Rectangle");

    /** What a calendar and {@code TimeZone.getDefault()} hold. */
    private static final String ZONE = "sun.util.calendar.ZoneInfo";

    private static final ClassLoader PLATFORM = ClassLoader.getPlatformClassLoader();

    private JdkValues() {}

    /** Whether a class, which is no array, is accepted; the class is neither loaded nor initialized for it. */
    static boolean contains(Class<?> type) {
        String name = type.getName();
        if (!name.startsWith("java.")) {
            return type.isPrimitive() || (name.equals(ZONE) && type.getClassLoader() == null) || isPutIn(type);
        }
        return PACKAGES.contains(type.getPackageName())
                || NAMES.contains(name)
                || isPutIn(type)
                || type.isInterface() // as the type of an array's elements; there are no objects of it
                || Enum.class.isAssignableFrom(type) // the constants are there anyway
                || Throwable.class.isAssignableFrom(type); // those that read more than fields only check it
    }

    /**
     * Whether it is one of the classes without serialization that are put into a stream while it is read, in place of a
     * {@link StandIn} or a {@link BufferForm}: the stream asks about these, too. It cannot hold such an object otherwise.
     */
    private static boolean isPutIn(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        return (loader == null || loader == PLATFORM)
                && !Serializable.class.isAssignableFrom(type)
                && (Path.class.isAssignableFrom(type)
                        || Charset.class.isAssignableFrom(type)
                        || ByteBuffer.class.isAssignableFrom(type));
    }
}
