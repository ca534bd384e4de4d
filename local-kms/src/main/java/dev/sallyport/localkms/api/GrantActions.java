package dev.sallyport.localkms.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.localkms.error.KmsError;
import dev.sallyport.localkms.error.KmsException;
import dev.sallyport.localkms.key.Grant;
import dev.sallyport.localkms.key.KmsKey;
import dev.sallyport.localkms.store.KeyStore;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Grants: given, listed, retired by whom they name, revoked by whoever may. In force as soon as the answer leaves.
final class GrantActions {

    private static final Set<String> OPERATIONS = Set.of(
            "Decrypt",
            "Encrypt",
            "GenerateDataKey",
            "GenerateDataKeyWithoutPlaintext",
            "ReEncryptFrom",
            "ReEncryptTo",
            "CreateGrant",
            "RetireGrant",
            "DescribeKey");

    private final KeyStore store;
    private final Keys keys;
    private final Access access;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    GrantActions(KeyStore store, Keys keys, Access access, Clock clock) {
        this.store = store;
        this.keys = keys;
        this.access = access;
        this.clock = clock;
    }

    void register(Map<String, Action> actions) {
        actions.put("CreateGrant", this::create);
        actions.put("ListGrants", this::list);
        actions.put("RetireGrant", this::retire);
        actions.put("RevokeGrant", this::revoke);
    }

    private ObjectNode create(Call call) {
        var key = keys.require(call);
        access.require(call, key);
        var wanted = wanted(call);
        var given = new AtomicReference<>(wanted);
        store.change(key.id(), now -> {
            now.requireUsable(keys.arn(now));
            // A repeated request with a name gives the grant that is there, as with AWS.
            var same = wanted.name() == null
                    ? java.util.Optional.<Grant>empty()
                    : now.grants().stream().filter(wanted::sameAs).findFirst();
            same.ifPresent(given::set);
            return same.isPresent() ? now : now.withGrants(plus(now.grants(), wanted));
        });
        return Answers.object()
                .put("GrantId", given.get().id())
                .put("GrantToken", given.get().token());
    }

    private ObjectNode list(Call call) {
        var key = keys.require(call);
        access.require(call, key);
        var id = call.optionalText("GrantId", 128);
        var grantee = call.optionalText("GranteePrincipal", 256);
        var grants = key.grants().stream()
                .filter(grant -> id.isEmpty() || id.get().equals(grant.id()))
                .filter(grant -> grantee.isEmpty() || grantee.get().equals(grant.grantee()))
                .toList();
        return Answers.page(call, "Grants", grants, (node, grant) -> write(node, key, grant));
    }

    private ObjectNode retire(Call call) {
        var token = call.optionalText("GrantToken", 8192);
        var found = store.keys().stream()
                .flatMap(key -> key.grants().stream()
                        .filter(grant ->
                                token.isPresent() ? token.get().equals(grant.token()) : isNamed(call, key, grant))
                        .map(grant -> Map.entry(key, grant)))
                .findFirst()
                .orElseThrow(() -> token.isPresent()
                        ? new KmsException(KmsError.INVALID_GRANT_TOKEN, "The grant token is not known.")
                        : new KmsException(KmsError.INVALID_GRANT_ID, "The grant is not known."));
        var grant = found.getValue();
        var me = call.caller().arn();
        boolean mayRetire = me.equals(grant.retiring())
                || (me.equals(grant.grantee()) && grant.operations().contains("RetireGrant"));
        if (!mayRetire) {
            access.require(call, found.getKey());
        }
        remove(found.getKey(), grant.id());
        return Answers.object();
    }

    private ObjectNode revoke(Call call) {
        var key = keys.require(call);
        access.require(call, key);
        var id = call.text("GrantId", 128);
        if (key.grants().stream().noneMatch(grant -> grant.id().equals(id))) {
            throw new KmsException(KmsError.INVALID_GRANT_ID, "The grant is not known.");
        }
        remove(key, id);
        return Answers.object();
    }

    private void remove(KmsKey key, String grantId) {
        store.change(
                key.id(),
                now -> now.withGrants(now.grants().stream()
                        .filter(grant -> !grant.id().equals(grantId))
                        .toList()));
    }

    private boolean isNamed(Call call, KmsKey key, Grant grant) {
        return call.text("KeyId", Keys.MAX_KEY_ID).equals(keys.arn(key))
                && call.text("GrantId", 128).equals(grant.id());
    }

    private Grant wanted(Call call) {
        var operations = call.texts("Operations");
        if (operations.isEmpty() || !OPERATIONS.containsAll(operations)) {
            throw Call.invalid("Operations", "Member must name operations that a grant can give");
        }
        return new Grant(
                HexFormat.of().formatHex(bytes(32)),
                Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(48)),
                call.text("GranteePrincipal", 256),
                call.optionalText("RetiringPrincipal", 256).orElse(null),
                call.optionalText("Name", 256).orElse(null),
                clock.instant(),
                operations,
                constraint(call, "EncryptionContextEquals"),
                constraint(call, "EncryptionContextSubset"));
    }

    private static @Nullable Map<String, String> constraint(Call call, String name) {
        var constraints = call.member("Constraints").map(node -> node.path(name));
        return constraints
                .filter(node -> !node.isMissingNode() && !node.isNull())
                .map(node -> Call.context(node, name))
                .orElse(null);
    }

    private void write(ObjectNode node, KmsKey key, Grant grant) {
        node.put("KeyId", keys.arn(key))
                .put("GrantId", grant.id())
                .put("GranteePrincipal", grant.grantee())
                .put("CreationDate", Answers.seconds(grant.created()));
        optional(node, "Name", grant.name());
        optional(node, "RetiringPrincipal", grant.retiring());
        var operations = node.putArray("Operations");
        grant.operations().forEach(operations::add);
        if (grant.exact() != null || grant.subset() != null) {
            var constraints = node.putObject("Constraints");
            constraint(constraints, "EncryptionContextEquals", grant.exact());
            constraint(constraints, "EncryptionContextSubset", grant.subset());
        }
    }

    private static void optional(ObjectNode node, String name, @Nullable String value) {
        if (value != null) {
            node.put(name, value);
        }
    }

    private static void constraint(ObjectNode node, String name, @Nullable Map<String, String> context) {
        if (context != null) {
            JsonNode object = JsonNodeFactory.instance.objectNode();
            context.forEach(((ObjectNode) object)::put);
            node.set(name, object);
        }
    }

    private static List<Grant> plus(List<Grant> grants, Grant grant) {
        var all = new ArrayList<>(grants);
        all.add(grant);
        return all;
    }

    private byte[] bytes(int length) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
