/// Timers of what the service does, for Prometheus.
///
/// What must not be here: a label that comes from a caller. All labels are of our own vocabulary, so their number is
/// bounded.
@NullMarked
package dev.sallyport.vault.metering;

import org.jspecify.annotations.NullMarked;
