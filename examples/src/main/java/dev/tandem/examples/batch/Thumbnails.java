package dev.tandem.examples.batch;

import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.TaskFuture;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;

/**
 * Makes thumbnails of a folder of images in worker processes. An image that eats the heap, or that is never done, costs
 * one worker and not the batch.
 */
public final class Thumbnails {
    static final String OPTIONS = "[--in DIR --out DIR] [--timeout SECONDS] [--heap SIZE]";

    private static final Set<String> ENDINGS = Set.of(".png", ".jpg", ".jpeg", ".gif", ".bmp");
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final String HEAP = "256m";
    private static final int GOOD_SAMPLES = 24;
    /** The longer side of a thumbnail, in pixels. */
    private static final int SIZE = 160;

    private Thumbnails() {}

    /** What a worker says about a thumbnail that it has made. */
    record Thumbnail(int width, int height, long bytes) implements Serializable {
        @Override
        public String toString() {
            return width + " x " + height + ", " + bytes + " bytes";
        }
    }

    static Batch makeAll(Folder folder, String heap, Duration limit)
            throws IOException, InterruptedException, ExecutionException {
        try (PoolExecutor pool = ProcessPoolExecutor.open(
                o -> o.name("thumbnails").worker(w -> w.heap(heap).systemProperty("java.awt.headless", "true")))) {
            List<TaskFuture<Thumbnail>> tasks = new ArrayList<>();
            for (Path image : folder.pending()) {
                PoolExecutor limited = pool.with(o -> o.timeout(limit).label(folder.nameOf(image)));
                tasks.add(limited.submit(Thumbnails::make, image, folder.targetOf(image)));
            }
            return Batch.collect(pool, tasks);
        }
    }

    /** Runs in a worker. */
    static Thumbnail make(Path source, Path target) throws IOException {
        BufferedImage image = ImageIO.read(source.toFile());
        if (image == null) {
            throw new IIOException("this is no image of a known format");
        }
        BufferedImage small = shrink(image);
        Folder.publish(target, file -> ImageIO.write(small, "jpg", file.toFile()));
        return new Thumbnail(small.getWidth(), small.getHeight(), Files.size(target));
    }

    /** Halves the image as long as that is too large, which looks better than one large step. */
    private static BufferedImage shrink(BufferedImage image) {
        BufferedImage current = image;
        double ratio = Math.min(1, SIZE / (double) Math.max(image.getWidth(), image.getHeight()));
        int width = Math.max(1, (int) Math.round(image.getWidth() * ratio));
        int height = Math.max(1, (int) Math.round(image.getHeight() * ratio));
        while (current.getWidth() > 2 * width && current.getHeight() > 2 * height) {
            current = scaled(current, current.getWidth() / 2, current.getHeight() / 2);
        }
        return scaled(current, width, height);
    }

    private static BufferedImage scaled(BufferedImage image, int width, int height) {
        BufferedImage result = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = result.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.drawImage(image, 0, 0, width, height, null);
        graphics.dispose();
        return result;
    }

    static int run(String... args) throws IOException, InterruptedException, ExecutionException {
        Arguments arguments = Arguments.of(args, "--in", "--out", "--timeout", "--heap");
        String heap = arguments.heap("--heap", HEAP);
        Duration limit = arguments.seconds("--timeout", LIMIT);
        Optional<Path> in = arguments.path("--in");
        if (in.isPresent()) {
            Path out = arguments.path("--out").orElseThrow(() -> new UsageException("--in needs --out DIR"));
            Folder folder = new Folder(in.get(), out, ".jpg", ENDINGS);
            System.out.printf("thumbnails that are there already: %d%n", folder.done());
            Batch batch = makeAll(folder, heap, limit);
            batch.print(System.out);
            return batch.isAllGood() ? 0 : 1;
        }
        Path samples = Files.createTempDirectory("tandem-thumbnails");
        SampleImages.create(samples, GOOD_SAMPLES);
        Path out = arguments.path("--out").orElse(samples.resolve("thumbnails"));
        makeAll(new Folder(samples, out, ".jpg", ENDINGS), heap, limit).print(System.out);
        System.out.println("images: " + samples + "\nthumbnails: " + out);
        return 0;
    }

    /** Runs this example alone. */
    public static void main(String... args) throws Exception {
        System.exit(run(args));
    }
}
