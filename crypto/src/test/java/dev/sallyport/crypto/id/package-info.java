/** Tests of ids. */
@NullMarked
package dev.sallyport.crypto.id;

import org.jspecify.annotations.NullMarked;
