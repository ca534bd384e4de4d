/** Tests of AES-GCM. */
@NullMarked
package dev.sallyport.crypto.aead;

import org.jspecify.annotations.NullMarked;
