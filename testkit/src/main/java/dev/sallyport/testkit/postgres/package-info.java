/// A real PostgreSQL for tests: SCRAM only, TLS with a certificate made for the run, fsync on, stopped with the JVM.
///
/// Nothing here may be used outside test scope: the superuser's password is made per server and handed to the test.
@NullMarked
package dev.sallyport.testkit.postgres;

import org.jspecify.annotations.NullMarked;
