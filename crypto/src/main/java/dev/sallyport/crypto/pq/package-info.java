/**
 * ML-KEM-768 and ML-DSA-65 behind one small port on raw bytes, and the choice of a backend per operation.
 *
 * <p>Keys are made by {@link dev.sallyport.crypto.pq.PostQuantum} and keep the backend's prepared form, so nothing is
 * parsed twice. Private keys are seeds (64 bytes {@code d||z}, 32 bytes {@code xi}); expanded or PKCS#8 forms do not
 * interoperate between backends and never leave one. What must not be here: a static order of backends, a registered
 * security provider, a signature context other than the empty one.
 */
@NullMarked
package dev.sallyport.crypto.pq;

import org.jspecify.annotations.NullMarked;
