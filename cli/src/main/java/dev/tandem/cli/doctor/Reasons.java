package dev.tandem.cli.doctor;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** What failures of file systems mean: many have no message but the name of the file. */
final class Reasons {
    private Reasons() {}

    static String of(Exception failure) {
        if (failure instanceof NoSuchFileException missing) {
            return "it is not there: " + missing.getFile();
        }
        if (failure instanceof AccessDeniedException denied) {
            return "permission denied: " + denied.getFile();
        }
        if (failure instanceof FileSystemException other && other.getReason() != null) {
            return other.getReason() + ": " + other.getFile();
        }
        return failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }
}
