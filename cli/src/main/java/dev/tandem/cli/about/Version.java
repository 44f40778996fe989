package dev.tandem.cli.about;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** Which version this is, of what it was built, and where it runs. */
public final class Version implements IVersionProvider {
    /** The number of the version. */
    public static String number() {
        return Built.PROPERTIES.getProperty("version", "");
    }

    @Override
    public String[] getVersion() {
        return new String[] {
            "tandem " + number() + commit(Built.PROPERTIES.getProperty("commit", "")),
            "JDK " + System.getProperty("java.version") + " (" + System.getProperty("java.vendor") + "), "
                    + System.getProperty("java.home"),
            System.getProperty("os.name") + " " + System.getProperty("os.version") + ", "
                    + System.getProperty("os.arch") + ", processors: "
                    + Runtime.getRuntime().availableProcessors()
        };
    }

    /** Builds that do not come from the script of the source tree do not know it. */
    static String commit(String name) {
        return name.isEmpty() ? "" : " (commit " + name + ")";
    }

    /** What was noted when this was built. */
    private static final class Built {
        static final Properties PROPERTIES = new Properties();

        static {
            try (InputStream in = Version.class.getResourceAsStream("version.txt")) {
                PROPERTIES.load(Objects.requireNonNull(in, "version.txt"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
