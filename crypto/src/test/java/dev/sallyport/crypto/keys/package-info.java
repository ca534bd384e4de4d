/** Tests of signatures over keys and grants. */
@NullMarked
package dev.sallyport.crypto.keys;

import org.jspecify.annotations.NullMarked;
