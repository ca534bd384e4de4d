/// A key management service on the JDK's HTTP server that speaks AWS JSON 1.1: signatures (SigV4) and key
/// policies are checked, keys are encrypted at rest.
///
/// What must not be here: anything of Sallyport: whoever replaces it by AWS KMS must not notice; any framework, any
/// way to read a key.
@NullMarked
package dev.sallyport.localkms;

import org.jspecify.annotations.NullMarked;
