/**
 * The response envelope, version 1: sealed by the proxy for one client key, bound to the question, the tenant, the keys,
 * the time and the audit event by one transcript that is signed and tagged.
 *
 * <p>Verified by type: only {@link dev.sallyport.crypto.envelope.EnvelopeVerifier} makes a {@link
 * dev.sallyport.crypto.envelope.VerifiedEnvelope}, and only that opens. What must not be here: key storage, HTTP, a
 * lenient reader, a reason for refusal that could reach a remote party.
 */
@NullMarked
package dev.sallyport.crypto.envelope;

import org.jspecify.annotations.NullMarked;
