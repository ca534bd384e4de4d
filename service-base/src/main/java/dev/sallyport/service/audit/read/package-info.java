/// Reads the audit: events by filter, proofs, heads, and exports with everything a verifier needs.
///
/// What must not be here: a decision about who may read, and any write.
@NullMarked
package dev.sallyport.service.audit.read;

import org.jspecify.annotations.NullMarked;
