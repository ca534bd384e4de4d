package dev.sallyport.localkms.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.localkms.error.KmsError;
import dev.sallyport.localkms.error.KmsException;
import dev.sallyport.localkms.key.KmsKey;
import dev.sallyport.localkms.principal.PrincipalDirectory;
import dev.sallyport.localkms.store.KeyStore;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Names for keys. As with AWS, a change needs the permission on the alias and on every key that it touches.
final class AliasActions {

    private static final int MAX_ALIAS = 256;

    private final KeyStore store;
    private final Keys keys;
    private final Access access;
    private final PrincipalDirectory principals;

    AliasActions(KeyStore store, Keys keys, Access access, PrincipalDirectory principals) {
        this.store = store;
        this.keys = keys;
        this.access = access;
        this.principals = principals;
    }

    void register(Map<String, Action> actions) {
        actions.put("CreateAlias", this::create);
        actions.put("UpdateAlias", this::update);
        actions.put("DeleteAlias", this::delete);
        actions.put("ListAliases", this::list);
    }

    private ObjectNode create(Call call) {
        var alias = alias(call);
        var key = keys.require(call.text("TargetKeyId", Keys.MAX_KEY_ID));
        access.require(call, principals.aliasArn(alias));
        access.require(call, key);
        key.requireNotPending(keys.arn(key));
        store.changeAliases(all -> {
            if (all.putIfAbsent(alias, key.id()) != null) {
                throw new KmsException(
                        KmsError.ALREADY_EXISTS,
                        "An alias with the name " + principals.aliasArn(alias) + " already exists");
            }
            return all;
        });
        return Answers.object();
    }

    private ObjectNode update(Call call) {
        var alias = alias(call);
        var key = keys.require(call.text("TargetKeyId", Keys.MAX_KEY_ID));
        access.require(call, principals.aliasArn(alias));
        access.require(call, key);
        access.require(call, keys.require(alias));
        key.requireNotPending(keys.arn(key));
        store.changeAliases(all -> {
            all.put(alias, key.id());
            return all;
        });
        return Answers.object();
    }

    private ObjectNode delete(Call call) {
        var alias = alias(call);
        access.require(call, principals.aliasArn(alias));
        access.require(call, keys.require(alias));
        store.changeAliases(all -> {
            all.remove(alias);
            return all;
        });
        return Answers.object();
    }

    private ObjectNode list(Call call) {
        access.require(call, "*");
        var only =
                call.optionalText("KeyId", Keys.MAX_KEY_ID).map(keys::require).map(KmsKey::id);
        List<Map.Entry<String, UUID>> all = store.aliases().entrySet().stream()
                .filter(alias -> only.isEmpty() || only.get().equals(alias.getValue()))
                .toList();
        return Answers.page(
                call,
                "Aliases",
                all,
                (node, alias) -> node.put("AliasName", alias.getKey())
                        .put("AliasArn", principals.aliasArn(alias.getKey()))
                        .put("TargetKeyId", alias.getValue().toString()));
    }

    private static String alias(Call call) {
        var alias = call.text("AliasName", MAX_ALIAS);
        if (!alias.matches("alias/[a-zA-Z0-9/_-]+") || alias.startsWith("alias/aws/")) {
            throw new KmsException(
                    KmsError.INVALID_ALIAS_NAME,
                    "Alias must match alias/[a-zA-Z0-9/_-]+ and not begin with alias/aws/.");
        }
        return alias;
    }
}
