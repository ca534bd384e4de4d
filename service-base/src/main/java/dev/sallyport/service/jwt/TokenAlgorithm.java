package dev.sallyport.service.jwt;

import io.smallrye.jwt.algorithm.SignatureAlgorithm;

/// The signature algorithms that a verifier may be pinned to. Neither `none` nor any HMAC is among them.
public enum TokenAlgorithm {
    ES256(SignatureAlgorithm.ES256),
    RS256(SignatureAlgorithm.RS256);

    private final SignatureAlgorithm smallrye;

    TokenAlgorithm(SignatureAlgorithm smallrye) {
        this.smallrye = smallrye;
    }

    SignatureAlgorithm smallrye() {
        return smallrye;
    }
}
