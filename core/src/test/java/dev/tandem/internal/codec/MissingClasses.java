package dev.tandem.internal.codec;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Classes that the class path does not have, compiled for a test. */
final class MissingClasses extends ClassLoader {
    private final Map<String, ByteArrayOutputStream> classes;

    private MissingClasses(Map<String, ByteArrayOutputStream> classes) {
        super("missing", MissingClasses.class.getClassLoader());
        this.classes = classes;
    }

    static ClassLoader compile(String name, String source) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        Map<String, ByteArrayOutputStream> classes = new HashMap<>();
        JavaFileManager files = new ForwardingJavaFileManager<>(compiler.getStandardFileManager(null, null, null)) {
            @Override
            public JavaFileObject getJavaFileForOutput(
                    Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
                return new SimpleJavaFileObject(URI.create("mem:/" + className), kind) {
                    @Override
                    public OutputStream openOutputStream() {
                        return classes.computeIfAbsent(className, c -> new ByteArrayOutputStream());
                    }
                };
            }
        };
        URI uri = URI.create("mem:/" + name.replace('.', '/') + ".java");
        JavaFileObject file = new SimpleJavaFileObject(uri, JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return source;
            }
        };
        List<String> options = List.of("-proc:none", "-cp", System.getProperty("java.class.path") + extra());
        if (!compiler.getTask(null, files, null, options, null, List.of(file)).call()) {
            throw new AssertionError("not compiled: " + source);
        }
        return new MissingClasses(classes);
    }

    /** Where this library's classes are, should the launcher have its own class loader. */
    private static String extra() {
        return java.io.File.pathSeparator
                + java.nio.file.Path.of(URI.create(TaskCall.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toString()));
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        ByteArrayOutputStream bytes = classes.get(name);
        if (bytes == null) {
            throw new ClassNotFoundException(name);
        }
        return defineClass(name, bytes.toByteArray(), 0, bytes.size());
    }
}
