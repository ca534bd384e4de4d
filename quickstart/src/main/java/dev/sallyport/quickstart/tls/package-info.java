/// Certificates for one machine: a private authority that signs server certificates for localhost.
///
/// What must not be here: anything meant for production, where an operator brings certificates.
@NullMarked
package dev.sallyport.quickstart.tls;

import org.jspecify.annotations.NullMarked;
