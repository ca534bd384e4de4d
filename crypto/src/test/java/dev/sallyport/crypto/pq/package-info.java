/** Tests of the post-quantum port. */
@NullMarked
package dev.sallyport.crypto.pq;

import org.jspecify.annotations.NullMarked;
