/// Counters and timers: hops, answers, pools, calls of the KMS, decapsulations.
///
/// What must not be here: anything that a metric's label could tell of a tenant's data.
@NullMarked
package dev.sallyport.proxy.metering;

import org.jspecify.annotations.NullMarked;
