package dev.tandem.internal.platform;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.attribute.UserPrincipal;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;

/** Who is at the other end of a Unix-domain socket, as the operating system says. */
public final class PeerCredentials {
    private PeerCredentials() {}

    /** Whether the peer runs as a user; true where the operating system cannot tell, or the module jdk.net is missing. */
    public static boolean isOwnedBy(SocketChannel channel, UserPrincipal owner) throws IOException {
        try {
            return isPeerOwnedBy(channel, owner);
        } catch (NoClassDefFoundError e) {
            return true; // the private directory and the token still hold
        }
    }

    private static boolean isPeerOwnedBy(SocketChannel channel, UserPrincipal owner) throws IOException {
        if (!channel.supportedOptions().contains(ExtendedSocketOptions.SO_PEERCRED)) {
            return true;
        }
        UnixDomainPrincipal peer = channel.getOption(ExtendedSocketOptions.SO_PEERCRED);
        return peer.user().getName().equals(owner.getName());
    }
}
