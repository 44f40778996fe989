package dev.tandem.internal.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The library from wherever it was loaded, on the class path of a worker. SPEC P4. */
@Timeout(60)
class LibraryPathTest {
    private static final String MAIN = "dev.tandem.internal.worker.WorkerMain";
    private static final String CLASS_FILE = MAIN.replace('.', '/') + ".class";

    @TempDir
    private Path dir;

    @TempDir
    private Path poolDirectory;

    /** Where this library's classes are for the test. */
    private static Path classes() {
        return Path.of(URI.create(LibraryPath.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toString()));
    }

    /** Asks the library that a class loader has. */
    @SuppressWarnings("unchecked")
    private Optional<Path> find(ClassLoader loader) throws Exception {
        Class<?> library = loader.loadClass(LibraryPath.class.getName());
        assertThat(library).isNotSameAs(LibraryPath.class);
        return (Optional<Path>)
                library.getMethod("find", Class.class, Path.class).invoke(null, loader.loadClass(MAIN), poolDirectory);
    }

    private Path jar(String name, String before) throws IOException {
        Path jar = dir.resolve(name);
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(classes())) {
            out.putNextEntry(new JarEntry("other/Thing.class"));
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                String entry = classes().relativize(file).toString().replace('\\', '/');
                out.putNextEntry(new JarEntry(before + entry));
                Files.copy(file, out);
            }
        }
        return jar;
    }

    @Test
    void libraryOnTheClassPath_isInherited() throws Exception {
        assertThat(LibraryPath.find(Class.forName(MAIN), poolDirectory)).isEmpty();
    }

    @Test
    void libraryInADirectoryOrJarOfItsOwn_isUsedThere() throws Exception {
        for (Path place : List.of(classes(), jar("tandem.jar", ""))) {
            URL[] urls = {place.toUri().toURL()};
            try (URLClassLoader loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader())) {
                assertThat(find(loader)).contains(place);
            }
        }
        assertThat(poolDirectory).isEmptyDirectory();
    }

    /** Defines the library's classes without a place, as launchers do that read jars within jars. */
    private static final class Nested extends ClassLoader {
        private final @Nullable String base;

        Nested(@Nullable String base) {
            super(ClassLoader.getPlatformClassLoader());
            this.base = base;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            try (InputStream in = Files.newInputStream(classes().resolve(name.replace('.', '/') + ".class"))) {
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }

        @Override
        @SuppressWarnings("deprecation")
        protected @Nullable URL findResource(String name) {
            try {
                return base == null ? null : new URL(base + name);
            } catch (MalformedURLException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void libraryWithinAnotherJar_isCopiedOnce() throws Exception {
        Path outer = jar("app.jar", "BOOT-INF/classes/");
        Nested loader = new Nested("jar:" + outer.toUri() + "!/BOOT-INF/classes/");

        Path copy = find(loader).orElseThrow();

        assertThat(copy).isEqualTo(poolDirectory.resolve("library.jar"));
        List<String> names = new ArrayList<>();
        try (JarFile made = new JarFile(copy.toFile())) {
            made.stream().map(JarEntry::getName).forEach(names::add);
            try (InputStream in = made.getInputStream(made.getEntry(CLASS_FILE))) {
                assertThat(in.readAllBytes())
                        .isEqualTo(Files.readAllBytes(classes().resolve(CLASS_FILE)));
            }
        }
        assertThat(names).contains(CLASS_FILE).allMatch(name -> name.startsWith("dev/tandem/"));
        Object made = Files.getLastModifiedTime(copy);
        assertThat(find(loader)).contains(copy);
        assertThat(Files.getLastModifiedTime(copy)).isEqualTo(made);
    }

    @Test
    void libraryThatCannotBeRead_saysWhatToDo() {
        Nested loader = new Nested(null);

        assertThatThrownBy(() -> find(loader))
                .cause()
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("workers cannot get the classes of this library, which come from class loader ")
                .hasMessageEndingWith(
                        ": put its jar on the class path of this JVM, or give it by WorkerOptions.extraClassPath(...)");
    }
}
