/// The door: who calls, from where, how often, and what they may do. The same gate stands in front of a JAX-RS resource
/// and a Vert.x route.
///
/// An API key is `sp_live_` or `sp_test_`, 20 characters of key id, `_`, 43 characters of secret, `_`, 6 characters of
/// checksum. Its secret is hashed while the text is parsed; nothing here keeps it.
///
/// What must not be here: a table, a grant, an HTTP client. Those are behind [ApiKeyDirectory] and [TokenDirectory].
@NullMarked
package dev.sallyport.service.caller;

import org.jspecify.annotations.NullMarked;
