package dev.sallyport.bench.system;

import dev.sallyport.bench.load.Traffic;
import java.io.IOException;
import java.util.List;

/// One of the systems that take turns.
///
/// @param pids the processes whose processor time counts as the server's
/// @param enveloped whether its answers are envelopes
/// @param audited whether every call of it leaves an event
/// @param turn makes its process behave as this side, before each stretch
record Side(String name, int port, Traffic traffic, List<Long> pids, boolean enveloped, boolean audited, Turn turn) {

    /// What two sides in one process differ in.
    interface Turn {

        /// For a side that has its process for itself.
        Turn NONE = () -> {};

        /// Returns once the process has turned.
        void take() throws IOException, InterruptedException;
    }
}
