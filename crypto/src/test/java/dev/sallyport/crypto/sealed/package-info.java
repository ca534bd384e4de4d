/** Tests of sealed credentials. */
@NullMarked
package dev.sallyport.crypto.sealed;

import org.jspecify.annotations.NullMarked;
