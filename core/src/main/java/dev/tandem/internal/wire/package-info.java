/** What parent and worker share in order to talk: frames, rings in shared memory, the scoreboard, the handshake. */
@NullMarked
package dev.tandem.internal.wire;

import org.jspecify.annotations.NullMarked;
