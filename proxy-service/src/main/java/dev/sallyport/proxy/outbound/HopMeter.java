package dev.sallyport.proxy.outbound;

/// Told of every hop and every answer; the metrics implement it.
public interface HopMeter {

    /// Counts nothing.
    HopMeter NONE = new HopMeter() {};

    default void hop(String name, long micros) {}

    /// @param outcome `ok`, or the problem's code
    default void answered(String operation, String outcome) {}
}
