/// What a key is: its state, its material, who was granted what, and the ciphertexts it makes.
///
/// What must not be here: a method that gives key material to a caller of the API. Only `store` may take it, sealed.
@NullMarked
package dev.sallyport.localkms.key;

import org.jspecify.annotations.NullMarked;
