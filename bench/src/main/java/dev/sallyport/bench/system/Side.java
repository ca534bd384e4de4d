package dev.sallyport.bench.system;

import dev.sallyport.bench.load.Traffic;
import java.util.List;

/// One of the systems that take turns.
///
/// @param pids the processes whose processor time counts as the server's
/// @param enveloped whether its answers are envelopes
/// @param audited whether every call of it leaves an event
record Side(String name, int port, Traffic traffic, List<Long> pids, boolean enveloped, boolean audited) {}
