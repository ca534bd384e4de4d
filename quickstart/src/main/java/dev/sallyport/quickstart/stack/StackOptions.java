package dev.sallyport.quickstart.stack;

import java.nio.file.Path;

/// What the caller chooses.
///
/// @param data where everything is kept
/// @param vaultPort 0 for any free one
/// @param proxyPort 0 for any free one
public record StackOptions(Path data, int vaultPort, int proxyPort) {

    public static final int VAULT_PORT = 8410;
    public static final int PROXY_PORT = 8420;
}
