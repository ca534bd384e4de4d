/**
 * A second implementation of the formats, written from docs/formats.md alone, on BouncyCastle's primitives. It names no
 * type of ours but the finder of the repository's folder, so an error in our codecs, transcripts or key schedule cannot hide in both.
 */
@NullMarked
package dev.sallyport.crypto.independent;

import org.jspecify.annotations.NullMarked;
