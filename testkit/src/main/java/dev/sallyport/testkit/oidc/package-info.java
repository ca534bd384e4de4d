/// An OpenID Connect issuer for tests.
@NullMarked
package dev.sallyport.testkit.oidc;

import org.jspecify.annotations.NullMarked;
