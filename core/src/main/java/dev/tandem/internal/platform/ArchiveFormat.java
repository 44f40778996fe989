package dev.tandem.internal.platform;

import java.nio.file.Path;
import java.util.List;

/** How a JDK keeps loaded classes in a file. The flags are those of the JDK that runs this process. */
enum ArchiveFormat {
    /** A class-data archive on top of the JDK's own, written by a JVM when it ends: JDK 13 and later. */
    CLASS_DATA("worker.jsa"),

    /** A cache of loaded and linked classes, assembled from what a JVM has recorded: JDK 25 and later. */
    AOT_CACHE("worker.aot");

    private static final int FIRST_AOT_JDK = 25;

    private final String fileName;

    ArchiveFormat(String fileName) {
        this.fileName = fileName;
    }

    /** The best one of this JDK. */
    static ArchiveFormat ofThisJdk() {
        return Runtime.version().feature() >= FIRST_AOT_JDK ? AOT_CACHE : CLASS_DATA;
    }

    String fileName() {
        return fileName;
    }

    /** Whether what a JVM has recorded has to be {@linkplain #assembling assembled} by another one. */
    boolean isAssembled() {
        return this == AOT_CACHE;
    }

    /** The flags of a JVM that uses an archive: without a word, and with none at all if it does not fit. */
    List<String> using(Path archive) {
        return this == AOT_CACHE
                ? List.of("-XX:AOTMode=auto", "-XX:AOTCache=" + archive, "-Xlog:cds*=off,aot*=off")
                : List.of("-Xshare:auto", "-XX:SharedArchiveFile=" + archive, "-Xlog:cds*=off");
    }

    /** The flags of a JVM that records what is to be archived. */
    List<String> recording(Path target) {
        return this == AOT_CACHE
                ? List.of("-XX:AOTMode=record", "-XX:AOTConfiguration=" + target, "-Xlog:cds*=off,aot*=off")
                : List.of("-Xshare:auto", "-XX:ArchiveClassesAtExit=" + target, "-Xlog:cds*=off");
    }

    /** The flags of a JVM that does nothing but to make an archive of what was recorded. */
    List<String> assembling(Path recorded, Path archive) {
        return List.of(
                "-XX:AOTMode=create",
                "-XX:AOTConfiguration=" + recorded,
                "-XX:AOTCache=" + archive,
                "-Xlog:cds*=off,aot*=off");
    }
}
