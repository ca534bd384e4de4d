/// The actions of the KMS API: each checks who asks before it tells or does anything.
///
/// What must not be here: HTTP, signatures, files.
@NullMarked
package dev.sallyport.localkms.api;

import org.jspecify.annotations.NullMarked;
