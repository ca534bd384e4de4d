/// Calls with an `Idempotency-Key` that write have one effect and one answer, on every replica and across crashes.
///
/// What must not be here: what a call does.
@NullMarked
package dev.sallyport.proxy.idempotency;

import org.jspecify.annotations.NullMarked;
