/**
 * Bytes to text and back, strictly: length-prefixed transcripts, base64, JSON, and the hashes over them.
 *
 * <p>What must not be here: a lenient variant of anything, an object mapper, or knowledge of a particular format.
 */
@NullMarked
package dev.sallyport.crypto.codec;

import org.jspecify.annotations.NullMarked;
