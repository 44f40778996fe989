package dev.tandem.examples.batch;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdfwriter.compress.CompressParameters;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.PDResources;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.common.PDStream;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts.FontName;
import org.apache.pdfbox.pdmodel.graphics.form.PDFormXObject;

/** Writes PDF files for {@link Documents}, good ones and poisoned ones, with PDFBox itself. */
final class SampleDocuments {
    private static final COSName FORM = COSName.getPDFName("F");
    private static final COSName FONT = COSName.getPDFName("T");

    /** Each form draws the one before it twice: 2 to the power of this many drawings. */
    private static final int LEVELS = 40;
    /** How much text there is in the bomb. */
    private static final int BOMB_MEGABYTES = 300;

    private static final int FLIPPED_BYTES = 20;

    private SampleDocuments() {}

    static String create(Path folder, int good) throws IOException {
        for (int i = 1; i <= good; i++) {
            write(folder, String.format(Locale.ROOT, "report-%02d.pdf", i), report(1 + i % 5));
        }
        byte[] report = report(20);
        write(folder, "truncated-a-little.pdf", Arrays.copyOf(report, report.length * 9 / 10));
        write(folder, "truncated-a-lot.pdf", Arrays.copyOf(report, 200));
        for (int seed = 1; seed <= 3; seed++) {
            write(folder, "flipped-" + seed + ".pdf", flipped(report, seed));
        }
        write(folder, "empty.pdf", new byte[0]);
        write(folder, "text.pdf", "This is a letter, whatever its name says.\n".getBytes(StandardCharsets.US_ASCII));
        write(folder, "encrypted.pdf", encrypted());
        write(folder, "cyclic-pages.pdf", cyclicPages());
        write(folder, "nested-forms.pdf", nestedForms());
        write(folder, "recursive-form.pdf", recursiveForm());
        write(folder, "bomb.pdf", bomb());
        return "done";
    }

    private static void write(Path folder, String name, byte[] content) throws IOException {
        Files.write(folder.resolve(name), content);
    }

    static byte[] report(int pages) throws IOException {
        try (PDDocument document = new PDDocument()) {
            PDType1Font font = new PDType1Font(FontName.HELVETICA);
            for (int i = 1; i <= pages; i++) {
                PDPage page = new PDPage();
                document.addPage(page);
                try (PDPageContentStream content = new PDPageContentStream(document, page)) {
                    content.beginText();
                    content.setFont(font, 12);
                    content.setLeading(15);
                    content.newLineAtOffset(72, 720);
                    for (int line = 1; line <= 40; line++) {
                        content.showText("Page " + i + ", line " + line + " of an honest report.");
                        content.newLine();
                    }
                    content.endText();
                }
            }
            return bytes(document);
        }
    }

    /** Changes a bit in each of some bytes. */
    private static byte[] flipped(byte[] report, int seed) {
        byte[] flipped = report.clone();
        Random random = new Random(seed);
        for (int i = 0; i < FLIPPED_BYTES; i++) {
            flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return flipped;
    }

    /** It cannot be read without its password. */
    private static byte[] encrypted() throws IOException {
        try (PDDocument document = new PDDocument()) {
            document.addPage(new PDPage());
            document.protect(new StandardProtectionPolicy("owner", "user", new AccessPermission()));
            return bytes(document);
        }
    }

    /** The tree of pages has itself as a branch. */
    private static byte[] cyclicPages() throws IOException {
        try (PDDocument document = new PDDocument()) {
            document.addPage(new PDPage());
            COSDictionary pages = document.getPages().getCOSObject();
            pages.getCOSArray(COSName.KIDS).add(pages);
            pages.setInt(COSName.COUNT, 2);
            return bytes(document);
        }
    }

    /** Forty forms, each of which draws the one before it twice: a trillion drawings in 9 KB. */
    private static byte[] nestedForms() throws IOException {
        try (PDDocument document = new PDDocument()) {
            PDFormXObject form = form(document, "0 0 m");
            for (int i = 0; i < LEVELS; i++) {
                PDFormXObject twice = form(document, "/F Do /F Do");
                twice.getResources().put(FORM, form);
                form = twice;
            }
            return pageThatDraws(form, document);
        }
    }

    /** One form that draws itself twice. PDFBox goes fifty levels deep into such forms, not further. */
    private static byte[] recursiveForm() throws IOException {
        try (PDDocument document = new PDDocument()) {
            PDFormXObject form = form(document, "/F Do /F Do");
            form.getResources().put(FORM, form);
            return pageThatDraws(form, document);
        }
    }

    private static PDFormXObject form(PDDocument document, String content) throws IOException {
        PDFormXObject form = new PDFormXObject(document);
        form.setBBox(new PDRectangle(600, 800));
        form.setResources(new PDResources());
        try (OutputStream out = form.getStream().createOutputStream(COSName.FLATE_DECODE)) {
            out.write(content.getBytes(StandardCharsets.US_ASCII));
        }
        return form;
    }

    private static byte[] pageThatDraws(PDFormXObject form, PDDocument document) throws IOException {
        PDPage page = new PDPage();
        document.addPage(page);
        page.setResources(new PDResources());
        page.getResources().put(FORM, form);
        byte[] content = "/F Do".getBytes(StandardCharsets.US_ASCII);
        page.setContents(new PDStream(document, new ByteArrayInputStream(content)));
        return bytes(document);
    }

    /** A page with one very long word: 300 MB in a file of about 1 MB. */
    private static byte[] bomb() throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        byte[] letters = new byte[1 << 20];
        Arrays.fill(letters, (byte) 'a');
        try (OutputStream zip = new DeflaterOutputStream(zipped, new Deflater(Deflater.BEST_SPEED))) {
            zip.write("BT /T 12 Tf (".getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < BOMB_MEGABYTES; i++) {
                zip.write(letters);
            }
            zip.write(") Tj ET".getBytes(StandardCharsets.US_ASCII));
        }
        try (PDDocument document = new PDDocument()) {
            PDPage page = new PDPage();
            document.addPage(page);
            page.setResources(new PDResources());
            page.getResources().put(FONT, new PDType1Font(FontName.HELVETICA));
            PDStream stream = new PDStream(document);
            try (OutputStream raw = stream.getCOSObject().createRawOutputStream()) {
                zipped.writeTo(raw);
            }
            COSArray filters = new COSArray();
            filters.add(COSName.FLATE_DECODE);
            stream.getCOSObject().setItem(COSName.FILTER, filters);
            page.setContents(stream);
            return bytes(document);
        }
    }

    /** Not compressed as a whole, so that a broken one has parts that can be read. */
    private static byte[] bytes(PDDocument document) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        document.save(out, CompressParameters.NO_COMPRESSION);
        return out.toByteArray();
    }
}
