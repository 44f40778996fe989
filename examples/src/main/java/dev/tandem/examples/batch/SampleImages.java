package dev.tandem.examples.batch;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Draws images for {@link Thumbnails}, good ones of several formats and sizes, and poisoned ones. */
final class SampleImages {
    private static final List<String> FORMATS = List.of("png", "jpg", "gif", "bmp");

    /** More pixels than the JDK looks at: it reads the header and refuses. */
    private static final int TOO_LARGE = 60_000;
    /** It takes this many: 500 MB as PNG with two bits for each pixel, 2 GB as GIF. */
    private static final int LARGE = 46_000;

    /** The endless image has this many pixels in each direction. */
    private static final int ENDLESS_SIZE = 4_000;
    /** Each of its scans takes some 10 ms to decode. */
    private static final int ENDLESS_SCANS = 20_000;

    private SampleImages() {}

    static void create(Path folder, int good) throws IOException {
        for (int i = 1; i <= good; i++) {
            String format = FORMATS.get(i % FORMATS.size());
            Path file = folder.resolve(String.format(Locale.ROOT, "photo-%02d.%s", i, format));
            ImageIO.write(drawing(40 + 97 * i % 1500, 30 + 71 * i % 1100, i), format, file.toFile());
        }
        BufferedImage large = drawing(1600, 1200, 0);
        Files.write(folder.resolve("truncated.png"), half(encoded(large, "png")));
        Files.write(folder.resolve("truncated.jpg"), half(encoded(large, "jpg")));
        Files.write(folder.resolve("empty.gif"), new byte[0]);
        Files.writeString(folder.resolve("text.jpg"), "This is a letter, whatever its name says.\n");
        Files.write(folder.resolve("too-large.png"), png(TOO_LARGE));
        Files.write(folder.resolve("bomb.png"), png(LARGE));
        Files.write(folder.resolve("bomb.gif"), gif(LARGE));
        writeEndless(folder.resolve("endless.jpg"));
    }

    private static BufferedImage drawing(int width, int height, int seed) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        Color one = Color.getHSBColor(seed / 7f, 0.6f, 0.9f);
        graphics.setPaint(new GradientPaint(0, 0, one, width, height, Color.DARK_GRAY));
        graphics.fillRect(0, 0, width, height);
        graphics.setColor(Color.WHITE);
        for (int i = 0; i < 12; i++) {
            graphics.drawOval(width * i / 24, height * i / 24, width - width * i / 12, height - height * i / 12);
        }
        graphics.dispose();
        return image;
    }

    private static byte[] encoded(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(image, format, bytes);
        return bytes.toByteArray();
    }

    private static byte[] half(byte[] bytes) {
        return Arrays.copyOf(bytes, bytes.length / 2);
    }

    /** A PNG file that says it has many pixels. Decoders make room for them before they see that there are none. */
    private static byte[] png(int size) throws IOException {
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        DataOutputStream fields = new DataOutputStream(header);
        fields.writeInt(size);
        fields.writeInt(size);
        fields.write(new byte[] {2, 0, 0, 0, 0}); // two bits for each pixel, of grey; nothing unusual
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(file);
        out.writeLong(0x89504E470D0A1A0AL);
        writeChunk(out, "IHDR", header.toByteArray());
        writeChunk(out, "IDAT", new byte[0]);
        writeChunk(out, "IEND", new byte[0]);
        return file.toByteArray();
    }

    private static void writeChunk(DataOutputStream out, String type, byte[] content) throws IOException {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 checksum = new CRC32();
        checksum.update(name);
        checksum.update(content);
        out.writeInt(content.length);
        out.write(name);
        out.write(content);
        out.writeInt((int) checksum.getValue());
    }

    /** A GIF file that says it has many pixels. */
    private static byte[] gif(int size) {
        return ByteBuffer.allocate(32)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("GIF89a".getBytes(StandardCharsets.US_ASCII))
                .putShort((short) size)
                .putShort((short) size)
                .put(new byte[] {(byte) 0x80, 0, 0}) // with a table of two colours
                .put(new byte[] {0, 0, 0, -1, -1, -1})
                .put(new byte[] {',', 0, 0, 0, 0})
                .putShort((short) size)
                .putShort((short) size)
                .put(new byte[] {0, 2, 0, ';'})
                .array();
    }

    /**
     * A progressive JPEG file comes in scans, each of which refines the whole image. Here the last one, of 31 bytes, is
     * there 20,000 times, and the decoder goes through all pixels for each of them: minutes, for less than 1 MB.
     */
    private static void writeEndless(Path file) throws IOException {
        byte[] image = progressive(new BufferedImage(ENDLESS_SIZE, ENDLESS_SIZE, BufferedImage.TYPE_BYTE_GRAY));
        int end = image.length - 2; // of the last scan: then comes the marker of the end
        int start = end;
        while ((image[start] & 0xFF) != 0xFF || (image[start + 1] & 0xFF) != 0xDA) {
            start--;
        }
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            out.write(image, 0, end);
            for (int i = 0; i < ENDLESS_SCANS; i++) {
                out.write(image, start, end - start);
            }
            out.write(image, end, 2);
        }
    }

    private static byte[] progressive(BufferedImage image) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            parameters.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), parameters);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
