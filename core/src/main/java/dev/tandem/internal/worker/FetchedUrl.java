package dev.tandem.internal.worker;

import dev.tandem.internal.wire.FetchedResources.Resource;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;

/** URLs of resources that came from the parent: what they stand for comes with them. */
final class FetchedUrl extends URLStreamHandler {
    private final Resource resource;

    /** The URL of the resource; others may be made from it, relative to it. Set once, before it is given to anybody. */
    private String own = "";

    private FetchedUrl(Resource resource) {
        this.resource = resource;
    }

    /**
     * Returns the URL of a resource.
     *
     * @param origin the class loader that it comes from
     * @param index its place among those of the same name
     * @param name its name
     */
    @SuppressWarnings("deprecation") // only a constructor takes a handler before JDK 20
    static URL of(int origin, int index, String name, Resource resource) {
        FetchedUrl handler = new FetchedUrl(resource);
        try {
            URL url = new URL("tandem", "", -1, "/" + origin + "/" + index + "/" + name, handler);
            handler.own = url.toExternalForm();
            return url;
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e); // it has a handler
        }
    }

    @Override
    protected URLConnection openConnection(URL url) {
        return new Connection(url);
    }

    /** Yields what came from the parent. */
    private final class Connection extends URLConnection {
        Connection(URL url) {
            super(url);
        }

        @Override
        public void connect() throws IOException {
            if (!getURL().toExternalForm().equals(own)) {
                throw new FileNotFoundException("only what a class loader has found can be read: " + getURL());
            }
            if (!resource.problem().isEmpty()) {
                throw new IOException(resource.problem());
            }
        }

        @Override
        public InputStream getInputStream() throws IOException {
            connect();
            return new ByteArrayInputStream(resource.bytes());
        }

        @Override
        public long getContentLengthLong() {
            return resource.problem().isEmpty() ? resource.bytes().length : -1;
        }
    }
}
