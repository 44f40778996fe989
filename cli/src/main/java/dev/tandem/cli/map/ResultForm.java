package dev.tandem.cli.map;

import dev.tandem.cli.json.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * How an item that is done with looks in the output.
 *
 * @param json whether as a JSON object in a line; failures have one too
 * @param tag whether after its input and a tab
 * @param ending what ends each result: LF or NUL
 */
record ResultForm(boolean json, boolean tag, byte ending) {
    private static final byte[] NOTHING = {};

    byte[] bytes(Job job, Outcome outcome) {
        if (json) {
            return jsonLine(job, outcome);
        }
        Reply.Kind kind = outcome.reply().map(Reply::kind).orElse(Reply.Kind.FAILED);
        return switch (kind) {
            case RAW -> outcome.reply().orElseThrow().result();
            case RESULT -> ended(tagged(job, outcome.reply().orElseThrow().result()));
            case NOTHING, FAILED -> NOTHING;
        };
    }

    private byte[] tagged(Job job, byte[] result) {
        if (!tag) {
            return result;
        }
        ByteArrayOutputStream line = new ByteArrayOutputStream(result.length + 100);
        line.writeBytes((Escapes.inOneLine(job.input.text()) + "\t").getBytes(StandardCharsets.UTF_8));
        line.writeBytes(result);
        return line.toByteArray();
    }

    private byte[] jsonLine(Job job, Outcome outcome) {
        StringBuilder head =
                new StringBuilder(200).append("{\"seq\":").append(job.seq).append(",\"input\":");
        Json.writeText(head, job.input.text());
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        if (outcome.kind() == Outcome.Kind.OK) {
            line.writeBytes(head.append(",\"result\":").toString().getBytes(StandardCharsets.UTF_8));
            line.writeBytes(outcome.reply().orElseThrow().result());
        } else {
            Json.writeText(head.append(",\"error\":"), outcome.reason());
            line.writeBytes(head.toString().getBytes(StandardCharsets.UTF_8));
        }
        String tail = String.format(
                Locale.ROOT,
                ",\"outcome\":\"%s\",\"seconds\":%.6f,\"attempts\":%d,\"worker\":\"%s\"}",
                outcome.kind(),
                outcome.time().toNanos() / 1e9,
                job.attempts,
                job.worker());
        line.writeBytes(tail.getBytes(StandardCharsets.UTF_8));
        return ended(line.toByteArray());
    }

    private byte[] ended(byte[] bytes) {
        byte[] ended = java.util.Arrays.copyOf(bytes, bytes.length + 1);
        ended[bytes.length] = ending;
        return ended;
    }
}
