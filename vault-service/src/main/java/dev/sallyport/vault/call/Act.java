package dev.sallyport.vault.call;

import dev.sallyport.service.caller.Scope;
import org.jspecify.annotations.Nullable;

/// What a call is about to do, as it stands in the audit log.
///
/// @param operation `credential.seal`
/// @param scope what the caller must have
/// @param target the id of what it is done to, where there is one already
public record Act(String operation, Scope scope, @Nullable String target) {
    /// An act without a target.
    public static Act of(String operation, Scope scope) {
        return new Act(operation, scope, null);
    }

    /// An act on `target`; a target that could be no id of ours is left out, since anything may stand in a path.
    public static Act on(String operation, Scope scope, String target) {
        return new Act(operation, scope, target.matches("[A-Za-z0-9_.:-]{1,128}") ? target : null);
    }
}
