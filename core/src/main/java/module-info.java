/** Work in parallel, on threads or on worker processes, behind one interface. */
module dev.tandem {
    requires jdk.net;
    requires static java.logging;
    requires static java.management;
    requires static jdk.jfr;
    requires static org.jspecify;

    exports dev.tandem;
    exports dev.tandem.spi;
    exports dev.tandem.internal.worker to
            java.logging; // which makes what sends log records
}
