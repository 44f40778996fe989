package dev.tandem.cli.map;

import dev.tandem.cli.CommandException;
import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.jar.JarFile;

/**
 * Where the user's classes are.
 *
 * @param entries jars and directories, absolute
 */
record ClassPath(List<Path> entries) {
    /**
     * Reads what {@code --jar} and {@code --cp} say.
     *
     * @param jars jars, which have to be there
     * @param paths class paths as for {@code java -cp}: a missing entry is passed over, {@code dir/*} is all jars of it
     */
    static ClassPath of(List<Path> jars, List<String> paths) {
        Set<Path> entries = new LinkedHashSet<>();
        for (Path jar : jars) {
            if (!Files.isRegularFile(jar)) {
                throw CommandException.usage("--jar: there is no such file: " + jar);
            }
            try {
                new JarFile(jar.toFile()).close();
                entries.add(jar.toAbsolutePath());
            } catch (IOException e) {
                throw CommandException.usage("--jar: not a jar: " + jar + ": " + e.getMessage());
            }
        }
        for (String path : paths) {
            for (String entry : path.split(File.pathSeparator)) {
                addEntry(entries, entry);
            }
        }
        return new ClassPath(List.copyOf(entries));
    }

    private static void addEntry(Set<Path> entries, String entry) {
        try {
            if (entry.equals("*") || entry.endsWith("/*") || entry.endsWith(File.separator + "*")) {
                addJars(entries, Path.of(entry.substring(0, entry.length() - 1)));
            } else {
                entries.add(Path.of(entry).toAbsolutePath()); // an empty one is the working directory, as for java
            }
        } catch (InvalidPathException e) {
            throw CommandException.usage("--cp: not a path: " + entry);
        }
    }

    private static void addJars(Set<Path> entries, Path directory) {
        List<Path> jars = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory.toAbsolutePath())) {
            for (Path file : files) {
                if (file.toString().toLowerCase(Locale.ROOT).endsWith(".jar")) {
                    jars.add(file);
                }
            }
        } catch (IOException e) {
            throw CommandException.usage("--cp: not a directory: " + directory);
        }
        jars.sort(null);
        entries.addAll(jars);
    }

    /** A class loader over these, below that of the command. */
    ClassLoader loader() {
        URL[] urls = new URL[entries.size()];
        for (int i = 0; i < urls.length; i++) {
            try {
                urls[i] = entries.get(i).toUri().toURL();
            } catch (MalformedURLException e) {
                throw new IllegalStateException("a file has no URL: " + entries.get(i), e);
            }
        }
        return new URLClassLoader("inputs", urls, ClassPath.class.getClassLoader());
    }

    /** As a word for {@code -classpath}. */
    String text() {
        StringBuilder text = new StringBuilder();
        for (Path entry : entries) {
            text.append(text.length() == 0 ? "" : File.pathSeparator).append(entry);
        }
        return text.toString();
    }

    /** For messages. */
    String named() {
        return entries.isEmpty() ? "the JDK; classes of your own need --jar or --cp" : text() + " and the JDK";
    }

    /** Classes of a simple name, to be suggested for one that was not found; not those in directories. */
    List<String> namesakes(String simpleName) {
        List<String> found = new ArrayList<>();
        String end = "/" + simpleName + ".class";
        for (Path entry : entries) {
            if (Files.isRegularFile(entry)) {
                try (JarFile jar = new JarFile(entry.toFile())) {
                    jar.stream()
                            .map(java.util.zip.ZipEntry::getName)
                            .filter(name -> ("/" + name).endsWith(end))
                            .map(name -> name.substring(0, name.length() - ".class".length())
                                    .replace('/', '.'))
                            .forEach(found::add);
                } catch (IOException e) {
                    // it was a jar; what is not readable has nothing to suggest
                }
            }
        }
        return found;
    }
}
