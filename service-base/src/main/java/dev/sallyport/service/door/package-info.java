/// What a connection may do before a request has come over it, for both services' listeners.
///
/// What must not be here: who calls, and what of a request is read.
@NullMarked
package dev.sallyport.service.door;

import org.jspecify.annotations.NullMarked;
