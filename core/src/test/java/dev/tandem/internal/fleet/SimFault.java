package dev.tandem.internal.fleet;

/** Makes the Nth call of a kind fail in a simulation. */
final class SimFault {
    /** What fails. */
    enum Kind {
        /** A ring has no room, though there might be. */
        SEND_REFUSED,
        /** A worker says nonsense about its ring. */
        SEND_BROKEN,
        /** A worker never gets to know that it was to interrupt a task. */
        INTERRUPT_LOST,
        /** A worker never answers where its task is. */
        STACK_LOST,
        /** A worker cannot be made. */
        START_REFUSED
    }

    /** Nothing fails. */
    static final SimFault NONE = new SimFault(Kind.SEND_REFUSED, 0);

    private final Kind kind;
    private final int number;
    private int count;

    SimFault(Kind kind, int number) {
        this.kind = kind;
        this.number = number;
    }

    /** Counts a call; returns whether it is to fail. */
    boolean strikes(Kind called) {
        return called == kind && number > 0 && ++count == number;
    }

    /** Whether there were so many calls. */
    boolean hasStruck() {
        return number > 0 && count >= number;
    }

    @Override
    public String toString() {
        return kind + " " + number;
    }
}
