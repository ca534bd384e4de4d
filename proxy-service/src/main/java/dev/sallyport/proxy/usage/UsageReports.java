package dev.sallyport.proxy.usage;

import dev.sallyport.crypto.id.CredentialId;
import dev.sallyport.proxy.peer.VaultHttp;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/// Remembers when each credential was last used and tells the vault. What the vault did not take is told again, so an
/// outage of the vault delays a time and loses none that this process still knows. Thread safe.
public final class UsageReports {

    private static final Logger LOG = Logger.getLogger(UsageReports.class);

    /// As many as the vault takes at once.
    private static final int MOST_IN_A_REPORT = 10_000;

    /// Above this, uses of further credentials are not remembered until a report went through.
    private static final int MOST_KEPT = 200_000;

    private final VaultHttp vault;
    private final Clock clock;
    private final ConcurrentHashMap<CredentialId, Long> used = new ConcurrentHashMap<>();
    private final AtomicBoolean underWay = new AtomicBoolean();

    public UsageReports(VaultHttp vault, Clock clock) {
        this.vault = vault;
        this.clock = clock;
    }

    /// The credential served a call just now.
    public void used(CredentialId credential) {
        if (used.size() < MOST_KEPT || used.containsKey(credential)) {
            used.put(credential, clock.millis());
        }
    }

    /// Tells the vault what it does not know yet; one report at a time. Never fails: what was not taken is kept.
    public Future<Void> report() {
        if (used.isEmpty() || !underWay.compareAndSet(false, true)) {
            return Future.succeededFuture();
        }
        Map<CredentialId, Long> told = new HashMap<>();
        used.forEach((credential, at) -> {
            if (told.size() < MOST_IN_A_REPORT) {
                told.put(credential, at);
            }
        });
        return vault.post("/internal/v1/usage", json(told).toBuffer())
                .compose(answer -> answer.status() / 100 == 2
                        ? Future.<Void>succeededFuture()
                        : Future.failedFuture("status " + answer.status()))
                .onSuccess(taken -> told.forEach(used::remove))
                .onFailure(failure ->
                        LOG.warnf("event=usage_not_reported cause=\"%s\" kept=%d", failure.getMessage(), used.size()))
                .onComplete(done -> underWay.set(false))
                .otherwiseEmpty();
    }

    /// Uses that the vault was not told of yet.
    public int waiting() {
        return used.size();
    }

    private static JsonObject json(Map<CredentialId, Long> told) {
        JsonArray entries = new JsonArray();
        told.forEach((credential, at) -> entries.add(
                new JsonObject().put("credential_id", credential.value()).put("last_used_at", at)));
        return new JsonObject().put("used", entries);
    }
}
