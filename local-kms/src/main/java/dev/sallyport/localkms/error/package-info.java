/// The errors of the KMS protocol: AWS's names, HTTP status codes and nothing that is secret.
///
/// What must not be here: a message that carries key material, plaintext or a signature.
@NullMarked
package dev.sallyport.localkms.error;

import org.jspecify.annotations.NullMarked;
