package dev.tandem.cli.doctor;

/** Bytes as people read them. */
final class Sizes {
    private static final String[] UNITS = {"bytes", "KiB", "MiB", "GiB", "TiB"};

    private Sizes() {}

    static String text(long bytes) {
        int unit = 0;
        long whole = bytes;
        while (whole >= 10 * 1024 && unit < UNITS.length - 1) {
            whole = (whole + 512) / 1024;
            unit++;
        }
        return whole + " " + UNITS[unit];
    }
}
