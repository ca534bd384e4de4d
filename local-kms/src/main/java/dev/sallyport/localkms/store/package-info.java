/// Keys on disk: every file is sealed under the store key, written whole, synced, and renamed into place.
///
/// What must not be here: a plaintext key in any file, and a way to go on with a file that does not open.
@NullMarked
package dev.sallyport.localkms.store;

import org.jspecify.annotations.NullMarked;
