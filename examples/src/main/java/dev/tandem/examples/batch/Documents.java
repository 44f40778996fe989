package dev.tandem.examples.batch;

import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.TaskFuture;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;

/**
 * Takes the text out of a folder of PDF files with Apache PDFBox, in worker processes. A file that is never done, or that
 * eats the heap, costs one worker and not the batch.
 */
public final class Documents {
    static final String OPTIONS = "[--in DIR --out DIR] [--timeout SECONDS] [--heap SIZE]";

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final String HEAP = "256m";
    private static final int GOOD_SAMPLES = 12;

    /** PDFBox logs a lot about broken files. Held here, as loggers without a holder lose their level. */
    private static final Logger LOGGER = Logger.getLogger("org.apache");

    private Documents() {}

    /** What a worker says about a file that it has read. */
    record Extract(int pages, int characters) implements Serializable {
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "pages: %d, characters: %,d", pages, characters);
        }
    }

    static PoolExecutor openPool(String heap, Path home) {
        return ProcessPoolExecutor.open(o -> o.name("documents")
                .initializer(Documents::prepare)
                .startTimeout(Duration.ofMinutes(1))
                .worker(w -> w.heap(heap)
                        .systemProperty("java.awt.headless", "true")
                        .systemProperty("pdfbox.fontcache", home.toString())));
    }

    /** Runs in each worker before its first task, so that no file's time is spent on loading PDFBox and finding fonts. */
    static void prepare() throws IOException {
        LOGGER.setLevel(Level.OFF);
        try (PDDocument document = Loader.loadPDF(SampleDocuments.report(1))) {
            new PDFTextStripper().getText(document);
        }
    }

    static Batch extractAll(PoolExecutor pool, Folder folder, Duration limit)
            throws IOException, InterruptedException, ExecutionException {
        List<TaskFuture<Extract>> tasks = new ArrayList<>();
        for (Path pdf : folder.pending()) {
            PoolExecutor limited = pool.with(o -> o.timeout(limit).label(folder.nameOf(pdf)));
            tasks.add(limited.submit(Documents::extract, pdf, folder.targetOf(pdf)));
        }
        return Batch.collect(pool, tasks);
    }

    /** Runs in a worker. */
    static Extract extract(Path pdf, Path target) throws IOException {
        try (PDDocument document = Loader.loadPDF(pdf.toFile())) {
            String text = new PDFTextStripper().getText(document);
            Folder.publish(target, file -> Files.writeString(file, text));
            return new Extract(document.getNumberOfPages(), text.length());
        }
    }

    static int run(String... args) throws IOException, InterruptedException, ExecutionException {
        Arguments arguments = Arguments.of(args, "--in", "--out", "--timeout", "--heap");
        String heap = arguments.heap("--heap", HEAP);
        Duration limit = arguments.seconds("--timeout", LIMIT);
        Optional<Path> in = arguments.path("--in");
        Path home = in.isPresent()
                ? arguments.path("--out").orElseThrow(() -> new UsageException("--in needs --out DIR"))
                : Files.createTempDirectory("tandem-documents");
        Path out = arguments.path("--out").orElse(home.resolve("text"));
        try (PoolExecutor pool = openPool(heap, home)) {
            if (in.isEmpty()) {
                pool.submit(SampleDocuments::create, home, GOOD_SAMPLES).get();
            }
            Folder folder = new Folder(in.orElse(home), out, ".txt", Set.of(".pdf"));
            System.out.printf("texts that are there already: %d%n", folder.done());
            Batch batch = extractAll(pool, folder, limit);
            batch.print(System.out);
            System.out.println("documents: " + folder.in() + "\ntexts: " + out);
            return in.isEmpty() || batch.isAllGood() ? 0 : 1;
        }
    }

    /** Runs this example alone. */
    public static void main(String... args) throws Exception {
        System.exit(run(args));
    }
}
