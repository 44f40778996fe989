package dev.tandem.bench;

import dev.tandem.bench.ClassFiles.Summary;
import java.util.List;

/** Summarizes the class files of the JDK; the figures are how many in a second, and how many there are. */
final class ClassFilesSide implements Side {
    private final List<String> directories;
    private final Mapping mapping;
    private final Runnable closing;

    /** Has a pool do {@link ClassFiles#summary} for each directory. */
    interface Mapping {
        Iterable<Summary> map(List<String> directories) throws Exception;
    }

    ClassFilesSide(List<String> directories, Mapping mapping, Runnable closing) {
        this.directories = List.copyOf(directories);
        this.mapping = mapping;
        this.closing = closing;
    }

    @Override
    public Sample measure() throws Exception {
        long start = System.nanoTime();
        Summary all = Summary.NOTHING;
        for (Summary summary : mapping.map(directories)) {
            all = all.and(summary);
        }
        long nanos = System.nanoTime() - start;
        WrongResultException.check(Reference.of(directories).hash(), all.hash());
        return Sample.of(all.files() * 1e9 / nanos, all.files());
    }

    @Override
    public void close() {
        closing.run();
    }

    /** What must come out. */
    private static final class Reference {
        private static List<String> directories = List.of();
        private static Summary summary = Summary.NOTHING;

        static Summary of(List<String> asked) {
            if (!directories.equals(asked)) {
                summary =
                        asked.parallelStream().map(ClassFiles::uncheckedSummary).reduce(Summary.NOTHING, Summary::and);
                directories = asked;
            }
            return summary;
        }
    }
}
