package dev.sallyport.vault.cleanup;

import java.util.List;

/// What one round took.
///
/// @param answers answers kept for repeated calls
/// @param erased credentials whose superseded records were erased, with the version
/// @param refreshTokens expired refresh tokens
/// @param keySecrets secrets of rotated API keys behind their overlap
/// @param more whether a further round would find something at once
public record Swept(int answers, List<Erased> erased, int refreshTokens, int keySecrets, boolean more) {
    /// A superseded record that is gone.
    public record Erased(String tenantId, String credentialId, int version) {}

    boolean tookSomething() {
        return answers + erased.size() + refreshTokens + keySecrets > 0;
    }
}
