/// What the served OpenAPI document says of bodies. Paths and methods come from the resources themselves.
///
/// What must not be here: anything that a call runs through.
@NullMarked
package dev.sallyport.vault.openapi;

import org.jspecify.annotations.NullMarked;
