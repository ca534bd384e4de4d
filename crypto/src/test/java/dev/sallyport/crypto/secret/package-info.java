/** Tests of secrets. */
@NullMarked
package dev.sallyport.crypto.secret;

import org.jspecify.annotations.NullMarked;
