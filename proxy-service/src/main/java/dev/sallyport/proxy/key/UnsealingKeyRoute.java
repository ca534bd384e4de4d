package dev.sallyport.proxy.key;

import dev.sallyport.crypto.codec.JsonValue.JsonBool;
import dev.sallyport.crypto.codec.JsonValue.JsonObject;
import dev.sallyport.crypto.codec.StrictBase64;
import dev.sallyport.crypto.codec.StrictJson;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.crypto.kms.KeyWrapper;
import dev.sallyport.crypto.kms.KmsKeyRef;
import dev.sallyport.crypto.pq.PostQuantum;
import dev.sallyport.proxy.blocking.BlockingPool;
import dev.sallyport.proxy.peer.InternalGate;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;

/// `POST /internal/v1/unsealing-keys`: the tenant's current public unsealing key with the identity key's word for
/// it.
public final class UnsealingKeyRoute {

    private final InternalGate gate;
    private final UnsealingKeys keys;
    private final KeyRing ring;

    public UnsealingKeyRoute(
            InternalGate gate,
            BlockingPool blocking,
            PostQuantum postQuantum,
            KeyWrapper kms,
            UnsealingKeyStore store,
            KeyRing ring) {
        this.gate = gate;
        this.keys = new UnsealingKeys(postQuantum, kms, store, blocking::call);
        this.ring = ring;
    }

    public void register(Router router) {
        router.post("/internal/v1/unsealing-keys").handler(http -> gate.serve(http, this::answer));
    }

    private Future<Buffer> answer(byte[] body) {
        JsonObject request = StrictJson.parseObject(body);
        boolean rotate = request.find("rotate") instanceof JsonBool(boolean wanted) && wanted;
        return keys.current(
                        TenantId.of(request.text("tenant_id")),
                        KmsKeyRef.of(request.text("kms_key_ref")),
                        rotate,
                        ring.require().identity())
                .map(UnsealingKeyRoute::json);
    }

    private static Buffer json(UnsealingKeys.Vouched key) {
        return Buffer.buffer(
                "{\"kem_key_id\":\"" + key.id() + "\",\"public_key\":\"" + StrictBase64.encode(key.publicKey())
                        + "\",\"signature\":\"" + StrictBase64.encode(key.signature()) + "\",\"identity_key_id\":\""
                        + key.identityKeyId() + "\"}");
    }
}
