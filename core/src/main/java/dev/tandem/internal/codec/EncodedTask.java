package dev.tandem.internal.codec;

import org.jspecify.annotations.Nullable;

/**
 * A task as bytes.
 *
 * @param functionId the function that a worker must have been told by {@link TaskDecoder#define} before, or 0 if the
 *     payload is self-contained
 * @param classes how many classes it must have been told by {@link TaskDecoder#defineClass}, from the first on
 * @param payload what the function captured, and its arguments; owned by the receiver
 * @param attachment what was too large for the payload, to be closed by the receiver; null if nothing was
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier, never compared
public record EncodedTask(
        int functionId,
        int classes,
        byte[] payload,
        @Nullable AttachmentOutput attachment) {}
