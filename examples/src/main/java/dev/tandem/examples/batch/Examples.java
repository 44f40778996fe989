package dev.tandem.examples.batch;

import java.util.Arrays;
import java.util.List;

/** Runs one of the examples on real problems by its name; without one, lists them. */
public final class Examples {
    private static final int USAGE_ERROR = 2;

    private Examples() {}

    private interface Main {
        int run(String[] args) throws Exception;
    }

    private record Example(String name, String title, String options, Main main) {}

    private static final List<Example> EXAMPLES = List.of(
            new Example(
                    "thumbnails",
                    "Thumbnails of a folder of images, some of them poisoned",
                    Thumbnails.OPTIONS,
                    Thumbnails::run),
            new Example(
                    "documents",
                    "The text of a folder of PDF files, some of which make PDFBox hang",
                    Documents.OPTIONS,
                    Documents::run),
            new Example(
                    "patterns",
                    "Regular expressions that backtrack for ever, on threads and on processes",
                    Patterns.OPTIONS,
                    Patterns::run),
            new Example(
                    "native-code", "Calls of C functions that crash the process", NativeCode.OPTIONS, NativeCode::run));

    /**
     * Runs an example and exits with 0 if it went through, 1 if something of the user's own failed or the example
     * broke, 2 if the arguments are wrong.
     *
     * @param args the name of an example, then its options; nothing lists the examples
     */
    public static void main(String... args) {
        if (args.length == 0 || args[0].equals("--list")) {
            for (Example example : EXAMPLES) {
                System.out.printf("%-12s %s%n", example.name(), example.title());
                if (!example.options().isEmpty()) {
                    System.out.printf("%-12s   %s%n", "", example.options());
                }
            }
            return;
        }
        for (Example example : EXAMPLES) {
            if (example.name().equals(args[0])) {
                System.exit(run(example, Arrays.copyOfRange(args, 1, args.length)));
            }
        }
        System.err.printf("example: there is no example '%s'; without a name all are listed%n", args[0]);
        System.exit(USAGE_ERROR);
    }

    private static int run(Example example, String[] args) {
        try {
            return example.main().run(args);
        } catch (UsageException e) {
            System.err.printf("example %s: %s%n", example.name(), e.getMessage());
            return USAGE_ERROR;
        } catch (Exception e) {
            e.printStackTrace();
            return 1;
        }
    }
}
