package dev.sallyport.guard.policy;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which columns of one table may be named.
///
/// @param allow when given, these and no others
/// @param mask never these
public record ColumnRight(@Nullable Set<String> allow, Set<String> mask) {

    public boolean permits(String column) {
        return !mask.contains(column) && (allow == null || allow.contains(column));
    }
}
