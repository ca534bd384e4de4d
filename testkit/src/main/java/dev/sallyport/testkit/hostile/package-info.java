/// Servers that speak the PostgreSQL protocol in order to harm their client, and a pooler that harms it by neglect:
/// real sockets on free ports, which keep what they were told so that a test can prove that a password never left.
///
/// What must not be here: an opinion on what a client should do; the test says that.
@NullMarked
package dev.sallyport.testkit.hostile;

import org.jspecify.annotations.NullMarked;
