package dev.sallyport.localkms.key;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A permission that stands beside the key policy and can be taken back by itself.
///
/// @param operations AWS's names, for example `Decrypt`
/// @param exact the encryption context must be exactly this, where it is given
/// @param subset the encryption context must contain this, where it is given
public record Grant(
        String id,
        String token,
        String grantee,
        @Nullable String retiring,
        @Nullable String name,
        Instant created,
        List<String> operations,
        @Nullable Map<String, String> exact,
        @Nullable Map<String, String> subset) {

    public Grant {
        operations = List.copyOf(operations);
        exact = exact == null ? null : Map.copyOf(exact);
        subset = subset == null ? null : Map.copyOf(subset);
    }

    /// Whether the grant lets this principal do this operation with this encryption context.
    public boolean allows(String principalArn, String operation, Map<String, String> context) {
        return grantee.equals(principalArn)
                && operations.contains(operation)
                && (exact == null || exact.equals(context))
                && (subset == null || context.entrySet().containsAll(subset.entrySet()));
    }

    /// Whether both grants say the same, whatever their ids.
    public boolean sameAs(Grant other) {
        return grantee.equals(other.grantee)
                && java.util.Objects.equals(retiring, other.retiring)
                && java.util.Objects.equals(name, other.name)
                && operations.equals(other.operations)
                && java.util.Objects.equals(exact, other.exact)
                && java.util.Objects.equals(subset, other.subset);
    }
}
