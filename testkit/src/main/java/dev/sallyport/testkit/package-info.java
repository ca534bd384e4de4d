/// What tests of several modules share: real PostgreSQL with TLS, the local KMS with fault modes, hostile
/// servers, vectors, clocks. Depend on it in test scope only.
///
/// What must not be here: anything that production code would need; mocks; assertions about one module's inner
/// workings.
@NullMarked
package dev.sallyport.testkit;

import org.jspecify.annotations.NullMarked;
