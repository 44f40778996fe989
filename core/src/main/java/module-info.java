/** Work in parallel, on threads or on worker processes, behind one interface. */
module dev.tandem {
    requires jdk.net;
    requires static java.management;
    requires static org.jspecify;

    exports dev.tandem;
    exports dev.tandem.spi;
}
