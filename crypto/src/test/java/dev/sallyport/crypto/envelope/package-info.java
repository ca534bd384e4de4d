/** Tests of the response envelope. */
@NullMarked
package dev.sallyport.crypto.envelope;

import org.jspecify.annotations.NullMarked;
