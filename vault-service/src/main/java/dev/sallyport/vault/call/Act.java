package dev.sallyport.vault.call;

import dev.sallyport.service.caller.Scope;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What a call is about to do, as it stands in the audit log.
///
/// @param operation `credential.seal`
/// @param scope what the caller must have; null for what every person may do and no program
/// @param target the id of what it is done to, where there is one already
/// @param urgent whether its body is taken as JSON whatever its media type says: no emergency fails for a header
/// @param impossible whether what stands in the path can be no id of ours; the call is then a 404 without a look
/// @param details what the event says besides
public record Act(
        String operation,
        @Nullable Scope scope,
        @Nullable String target,
        boolean urgent,
        boolean impossible,
        Supplier<Map<String, String>> details) {
    /// An act without a target.
    public static Act of(String operation, Scope scope) {
        return new Act(operation, scope, null, false, false, Map::of);
    }

    /// What a person does with what is his own.
    public static Act ofPerson(String operation) {
        return new Act(operation, null, null, false, false, Map::of);
    }

    /// An act on `target`, which came in a path, where anything may stand.
    public static Act on(String operation, Scope scope, String target) {
        boolean possible = target.matches("[A-Za-z0-9_.:-]{1,128}");
        return new Act(operation, scope, possible ? target : null, false, !possible, Map::of);
    }

    /// The same act, of which the event says more: names and words of our own, never what came in a body as it came.
    /// Asked once the caller is admitted; must not throw.
    public Act telling(Supplier<Map<String, String>> facts) {
        return new Act(operation, scope, target, urgent, impossible, facts);
    }

    /// The same act, which must not wait for the right header.
    public Act asUrgent() {
        return new Act(operation, scope, target, true, impossible, details);
    }
}
