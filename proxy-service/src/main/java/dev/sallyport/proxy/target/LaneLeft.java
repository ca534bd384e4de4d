package dev.sallyport.proxy.target;

/// A read was not answered on the pipelined lane and belongs on the exclusive one: the lane is full or resting, the
/// statement is too slow or too long for it, or the connection that it shared ended.
public final class LaneLeft extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final boolean slow;

    /// @param slow whether the server cancelled the statement at the lane's limit of time
    public LaneLeft(boolean slow) {
        super("read left the pipelined lane", null, false, false);
        this.slow = slow;
    }

    public boolean slow() {
        return slow;
    }
}
