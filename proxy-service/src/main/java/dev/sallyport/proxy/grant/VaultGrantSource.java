package dev.sallyport.proxy.grant;

import dev.sallyport.crypto.codec.JsonValue.JsonObject;
import dev.sallyport.crypto.codec.JsonValue.JsonString;
import dev.sallyport.crypto.codec.StrictJson;
import dev.sallyport.proxy.peer.VaultHttp;
import io.vertx.core.Future;
import java.util.Optional;

/// [GrantSource] over the vault's internal routes.
final class VaultGrantSource implements GrantSource {

    private static final int OK = 200;
    private static final int NOT_FOUND = 404;

    private final VaultHttp vault;

    VaultGrantSource(VaultHttp vault) {
        this.vault = vault;
    }

    @Override
    public Future<Optional<Signed>> fetch(GrantKind kind, String id) {
        // Ids hold only characters that stand in a path as they are.
        return vault.get("/internal/v1/grants/" + kind.path() + "/" + id).map(answer -> switch (answer.status()) {
            case OK -> Optional.of(read(StrictJson.parseObject(answer.body().getBytes())));
            case NOT_FOUND -> Optional.<Signed>empty();
            default -> throw new IllegalStateException("vault answered " + answer.status());
        });
    }

    private static Signed read(JsonObject json) {
        return new Signed(
                json.bytes("grant"),
                json.bytes("signature"),
                json.text("sealer_key_id"),
                json.text("state"),
                json.find("record") instanceof JsonString ? json.bytes("record") : new byte[0]);
    }
}
