/// The door: AWS JSON 1.1 over HTTP.
///
/// What must not be here: a route that answers anything about keys without a verified signature.
@NullMarked
package dev.sallyport.localkms.http;

import org.jspecify.annotations.NullMarked;
