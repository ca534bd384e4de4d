/// The proxy's own database: how it is reached, with the role that may do no more than the migrations grant.
///
/// What must not be here: queries; each belongs to its feature.
@NullMarked
package dev.sallyport.proxy.store;

import org.jspecify.annotations.NullMarked;
