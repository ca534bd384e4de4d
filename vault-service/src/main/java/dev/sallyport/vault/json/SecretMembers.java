package dev.sallyport.vault.json;

import dev.sallyport.crypto.secret.Secret;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Takes the secret texts out of a JSON body before anything else reads it: every string under one of the given
/// top-level members goes into a [Secret], and its place in the body is overwritten with `x`. What is left can be
/// read strictly by [JsonBody] without any of it becoming a `String`. Whether the body is good JSON is for that
/// strict reader to say; this one only has to find the same strings in every body that passes it.
public final class SecretMembers implements AutoCloseable {
    private static final String SINGLE = "";

    private final Map<String, Secret> byName;

    private SecretMembers(Map<String, Secret> byName) {
        this.byName = byName;
    }

    /// Takes them out of `body`, which is changed. The caller closes what it gets.
    public static SecretMembers takeFrom(byte[] body, Set<String> members) {
        var found = new LinkedHashMap<String, Secret>();
        try {
            new JsonScan(body, members, found).run();
            return new SecretMembers(found);
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            found.values().forEach(Secret::close);
            Arrays.fill(body, (byte) 0);
            throw new ProblemException(
                    ProblemCode.INVALID_JSON, "The body is not one acceptable JSON object.", "json: secret members");
        }
    }

    /// The secret that stood directly under one of the members, as in `"plaintext": "…"`.
    public Optional<Secret> single() {
        return Optional.ofNullable(byName.get(SINGLE));
    }

    /// The secret of this name, from `"values": {"name": "…"}`.
    public Optional<Secret> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /// Names of all that stood in an object.
    public Set<String> names() {
        var names = new LinkedHashSet<>(byName.keySet());
        names.remove(SINGLE);
        return names;
    }

    @Override
    public void close() {
        byName.values().forEach(Secret::close);
    }
}
