/// The document of the public routes. Paths and methods are read from the router itself, so none can be missing.
///
/// What must not be here: anything that a call runs through.
@NullMarked
package dev.sallyport.proxy.openapi;

import org.jspecify.annotations.NullMarked;
