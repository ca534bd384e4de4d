package dev.sallyport.localkms.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.localkms.error.KmsError;
import dev.sallyport.localkms.error.KmsException;
import dev.sallyport.localkms.store.KeyStore;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Tags of keys; key policies can read them as `aws:ResourceTag/…`.
final class TagActions {

    private static final int MAX_TAGS = 50;

    private final KeyStore store;
    private final Keys keys;
    private final Access access;

    TagActions(KeyStore store, Keys keys, Access access) {
        this.store = store;
        this.keys = keys;
        this.access = access;
    }

    void register(Map<String, Action> actions) {
        actions.put("TagResource", this::tag);
        actions.put("UntagResource", this::untag);
        actions.put("ListResourceTags", this::list);
    }

    /// The tags of a request.
    static Map<String, String> tags(Call call) {
        var tags = new TreeMap<String, String>();
        for (JsonNode node : call.objects("Tags")) {
            var name = node.path("TagKey").asText();
            var value = node.path("TagValue").asText();
            if (name.isEmpty() || name.length() > 128 || value.length() > 256 || name.startsWith("aws:")) {
                throw Call.invalid("Tags", "A tag needs a key of 1 to 128 and a value of up to 256 characters");
            }
            tags.put(name, value);
        }
        requireFew(tags);
        return tags;
    }

    private ObjectNode tag(Call call) {
        var key = keys.require(call);
        access.require(call, key);
        var added = tags(call);
        store.change(key.id(), now -> {
            now.requireNotPending(keys.arn(now));
            var all = new TreeMap<>(now.tags());
            all.putAll(added);
            requireFew(all);
            return now.withTags(all);
        });
        return Answers.object();
    }

    private ObjectNode untag(Call call) {
        var key = keys.require(call);
        access.require(call, key);
        var names = call.texts("TagKeys");
        store.change(key.id(), now -> {
            now.requireNotPending(keys.arn(now));
            var left = new TreeMap<>(now.tags());
            left.keySet().removeAll(names);
            return now.withTags(left);
        });
        return Answers.object();
    }

    private ObjectNode list(Call call) {
        var key = keys.require(call);
        access.require(call, key);
        return Answers.page(
                call,
                "Tags",
                List.copyOf(key.tags().entrySet()),
                (node, tag) -> node.put("TagKey", tag.getKey()).put("TagValue", tag.getValue()));
    }

    private static void requireFew(Map<String, String> tags) {
        if (tags.size() > MAX_TAGS) {
            throw new KmsException(KmsError.LIMIT_EXCEEDED, "A key can have " + MAX_TAGS + " tags.");
        }
    }
}
