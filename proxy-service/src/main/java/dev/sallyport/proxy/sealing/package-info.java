/// Envelopes on a pool of signer threads: the signature is most of a call's work and must not hold an event loop.
///
/// What must not be here: what an answer says.
@NullMarked
package dev.sallyport.proxy.sealing;

import org.jspecify.annotations.NullMarked;
