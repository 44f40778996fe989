package dev.tandem.internal.fleet;

/** Something that was decided, and is carried out by the leading thread without the lock; user code may run in it. */
interface Deed {
    /** How many parts it has, at least one. If one of them blocks, another thread carries out the others. */
    int parts();

    /** Carries out a part. Each is carried out once, one after the other. */
    void run(int part);

    /** A deed of one part. */
    static Deed of(Runnable body) {
        return new Deed() {
            @Override
            public int parts() {
                return 1;
            }

            @Override
            public void run(int part) {
                body.run();
            }
        };
    }
}
