package dev.sallyport.localkms.api;

import dev.sallyport.localkms.error.KmsError;
import dev.sallyport.localkms.error.KmsException;
import dev.sallyport.localkms.key.KmsKey;
import dev.sallyport.localkms.principal.PrincipalDirectory;
import dev.sallyport.localkms.store.KeyStore;
import java.util.Optional;
import java.util.UUID;

/// Finds keys by any of their four names: id, key ARN, alias, alias ARN.
final class Keys {

    static final int MAX_KEY_ID = 2048;

    private final KeyStore store;
    private final PrincipalDirectory principals;

    Keys(KeyStore store, PrincipalDirectory principals) {
        this.store = store;
        this.principals = principals;
    }

    KmsKey require(Call call) {
        return require(call.text("KeyId", MAX_KEY_ID));
    }

    KmsKey require(String name) {
        var local = local(name);
        var id = local.startsWith("alias/")
                ? Optional.ofNullable(store.aliases().get(local))
                : uuid(local.startsWith("key/") ? local.substring("key/".length()) : local);
        return id.flatMap(store::key).orElseThrow(() -> notFound(local.startsWith("alias/") ? local : name));
    }

    Optional<KmsKey> find(UUID id) {
        return store.key(id);
    }

    String arn(KmsKey key) {
        return principals.keyArn(key.id().toString());
    }

    /// The name without the ARN's prefix of this account and region.
    private String local(String name) {
        if (!name.startsWith("arn:")) {
            return name;
        }
        var prefix = principals.aliasArn("");
        if (!name.startsWith(prefix)) {
            throw notFound(name);
        }
        return name.substring(prefix.length());
    }

    private static Optional<UUID> uuid(String text) {
        try {
            var id = UUID.fromString(text);
            return id.toString().equals(text) ? Optional.of(id) : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private KmsException notFound(String name) {
        var arn = name.startsWith("arn:")
                ? name
                : name.startsWith("alias/") ? principals.aliasArn(name) : principals.keyArn(name);
        return new KmsException(
                KmsError.NOT_FOUND, (arn.contains(":alias/") ? "Alias " : "Key ") + "'" + arn + "' does not exist");
    }
}
