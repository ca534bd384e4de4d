/** Tests of the codecs. */
@NullMarked
package dev.sallyport.crypto.codec;

import org.jspecify.annotations.NullMarked;
