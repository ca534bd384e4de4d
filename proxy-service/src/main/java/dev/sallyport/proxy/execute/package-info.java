/// Runs a permitted operation on a leased connection and writes its result: the second wall behind the guard.
///
/// Holds besides the guard: prepared statements only; `query` in a READ ONLY transaction with a probe and always
/// undone; command
/// tags checked before COMMIT; limits of time, rows and bytes that cancel on the server. What must not be here: who
/// may ask, credentials, envelopes.
@NullMarked
package dev.sallyport.proxy.execute;

import org.jspecify.annotations.NullMarked;
