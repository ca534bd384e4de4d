/// Credentials: taken out of the call's bytes, checked, sealed, stored as records that this service cannot open,
/// rotated, erased.
///
/// What must not be here: an answer with a value, a secret in a `String`, a log line with either.
@NullMarked
package dev.sallyport.vault.credential;

import org.jspecify.annotations.NullMarked;
