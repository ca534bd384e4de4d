package dev.sallyport.localkms.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.localkms.error.KmsError;
import dev.sallyport.localkms.error.KmsException;
import dev.sallyport.localkms.principal.PrincipalDirectory;
import dev.sallyport.localkms.store.KeyStore;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/// All actions by name. Thread-safe.
public final class KmsApi {

    private final Map<String, Action> actions;

    public KmsApi(KeyStore store, PrincipalDirectory principals, Clock clock) {
        var keys = new Keys(store, principals);
        var access = new Access(store, principals);
        var all = new HashMap<String, Action>();
        new KeyActions(store, keys, access, principals, clock).register(all);
        new RotationActions(store, keys, access, clock).register(all);
        new AliasActions(store, keys, access, principals).register(all);
        new CryptoActions(keys, access).register(all);
        new GrantActions(store, keys, access, clock).register(all);
        new PolicyActions(store, keys, access).register(all);
        new TagActions(store, keys, access).register(all);
        this.actions = Map.copyOf(all);
    }

    /// @throws KmsException every refusal
    public ObjectNode run(Call call) {
        var action = actions.get(call.action());
        if (action == null) {
            throw new KmsException(KmsError.UNKNOWN_OPERATION, "The operation is not known here.");
        }
        return action.run(call);
    }
}
