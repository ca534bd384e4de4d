package dev.sallyport.vault.oidc;

import dev.sallyport.service.caller.Role;
import jakarta.json.JsonString;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What an issuer's claim says of a role. A claim that names none of ours, or more than one, gives none: who is two
/// things at once is nothing until the operator says which.
public final class OidcRoles {
    private final Map<String, Role> byName;

    /// @param named roles of ours by the issuer's names; empty where it uses our names
    public OidcRoles(Map<String, String> named) {
        byName = new TreeMap<>();
        if (named.isEmpty()) {
            for (Role role : Role.values()) {
                byName.put(role.text(), role);
            }
        }
        named.forEach((name, role) -> byName.put(
                name,
                Role.find(role)
                        .orElseThrow(() -> new IllegalStateException("sallyport.people.oidc.roles.\"" + name
                                + "\" must be viewer, editor, admin, owner or auditor"))));
    }

    /// The one role that the claim names.
    public Optional<Role> of(@Nullable Object claim) {
        var roles = texts(claim).stream()
                .map(byName::get)
                .filter(java.util.Objects::nonNull)
                .distinct()
                .toList();
        return roles.size() == 1 ? Optional.of(roles.getFirst()) : Optional.empty();
    }

    /// The texts of a claim that is one, or a list of some. Everything else has none.
    public static List<String> texts(@Nullable Object claim) {
        return switch (claim) {
            case String text -> List.of(text);
            case JsonString text -> List.of(text.getString());
            case Collection<?> list ->
                list.stream().flatMap(each -> one(each).stream()).toList();
            case null, default -> List.of();
        };
    }

    private static Optional<String> one(@Nullable Object each) {
        return switch (each) {
            case String text -> Optional.of(text);
            case JsonString text -> Optional.of(text.getString());
            case null, default -> Optional.empty();
        };
    }
}
