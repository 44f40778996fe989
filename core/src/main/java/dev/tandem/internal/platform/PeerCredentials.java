package dev.tandem.internal.platform;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.attribute.UserPrincipal;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;

/** Who is at the other end of a Unix-domain socket, as the operating system says. */
public final class PeerCredentials {
    private PeerCredentials() {}

    /** Whether the peer runs as a user; true where the operating system cannot tell. */
    public static boolean isOwnedBy(SocketChannel channel, UserPrincipal owner) throws IOException {
        if (!channel.supportedOptions().contains(ExtendedSocketOptions.SO_PEERCRED)) {
            return true;
        }
        UnixDomainPrincipal peer = channel.getOption(ExtendedSocketOptions.SO_PEERCRED);
        return peer.user().getName().equals(owner.getName());
    }
}
