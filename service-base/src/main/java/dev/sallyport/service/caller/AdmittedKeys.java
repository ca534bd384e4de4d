package dev.sallyport.service.caller;

import dev.sallyport.crypto.id.ApiKeyId;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Ids of keys that were admitted here before, bounded. Nobody without a live key can add to it. It decides nothing but
/// whether a lookup is worth while for a caller from an address that guesses. Thread safe.
final class AdmittedKeys {
    private final Set<ApiKeyId> ids = ConcurrentHashMap.newKeySet();
    private final int maxTracked;

    AdmittedKeys(int maxTracked) {
        this.maxTracked = maxTracked;
    }

    boolean contains(ApiKeyId id) {
        return ids.contains(id);
    }

    void add(ApiKeyId id) {
        if (ids.contains(id)) {
            return;
        }
        if (ids.size() >= maxTracked) {
            ids.stream().limit(1 + maxTracked / 64).toList().forEach(ids::remove);
        }
        ids.add(id);
    }
}
