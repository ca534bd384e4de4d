/// AWS Signature Version 4, the verifying side.
///
/// What must not be here: a request that is let through because something about its signature is missing.
@NullMarked
package dev.sallyport.localkms.signature;

import org.jspecify.annotations.NullMarked;
