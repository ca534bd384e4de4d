/// The risk report: what a sealed DSN's role could do. Made here on the vault's request, since only the proxy can
/// open it.
///
/// What must not be here: anything that changes the customer's database.
@NullMarked
package dev.sallyport.proxy.probe;

import org.jspecify.annotations.NullMarked;
