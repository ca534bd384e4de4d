/// One management call from the door to its answer: admission, idempotency, audit, transaction, JSON. Every resource
/// goes through [Calls] and through nothing else.
///
/// What must not be here: a tenant's things.
@NullMarked
package dev.sallyport.vault.call;

import org.jspecify.annotations.NullMarked;
