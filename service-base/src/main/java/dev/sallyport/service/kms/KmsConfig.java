package dev.sallyport.service.kms;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/// How the key management service is reached. Without `access-key-id` the AWS SDK's own chain finds the principal
/// (instance or pod role).
@ConfigMapping(prefix = "sallyport.kms")
public interface KmsConfig {
    /// The AWS region.
    @WithDefault("us-east-1")
    String region();

    /// Another endpoint than AWS' own, such as the local KMS.
    Optional<URI> endpoint();

    /// A fixed principal, for the local KMS; in a file of mode 0600, never in the environment.
    Optional<String> accessKeyId();

    /// Belongs to `access-key-id`.
    Optional<String> secretAccessKey();

    /// To connect.
    @WithDefault("2s")
    Duration connectTimeout();

    /// For one attempt.
    @WithDefault("3s")
    Duration attemptTimeout();

    /// For a call with all its attempts.
    @WithDefault("5s")
    Duration callTimeout();

    /// At most, the first one included.
    @WithDefault("2")
    int attempts();
}
