package dev.sallyport.service.jwt;

/// A token that proves nothing. The message is for the log and repeats nothing of the token.
public final class TokenRefused extends Exception {
    private static final long serialVersionUID = 1L;

    public TokenRefused(String message) {
        super(message, null, false, false);
    }
}
