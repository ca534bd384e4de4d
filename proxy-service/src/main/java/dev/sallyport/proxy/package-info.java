/// The data plane: the one place that opens a credential, runs the permitted operation and answers in an
/// envelope.
///
/// What must not be here: an `Unsealer` outside `dev.sallyport.proxy.unseal`; a second path to a database beside
/// guard, executor and audit; any access to the vault's schema.
@NullMarked
package dev.sallyport.proxy;

import org.jspecify.annotations.NullMarked;
