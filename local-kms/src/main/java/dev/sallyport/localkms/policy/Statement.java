package dev.sallyport.localkms.policy;

import java.util.List;

/// One statement of a policy.
///
/// @param actionsInverted the statement said `NotAction`
record Statement(
        boolean allows,
        Principals principals,
        List<String> actions,
        boolean actionsInverted,
        List<String> resources,
        List<Condition> conditions) {

    /// How the statement names the caller when everything else in it fits the request.
    Principals.Match match(AccessRequest request) {
        boolean named = actions.stream().anyMatch(action -> Glob.matchesIgnoringCase(action, request.action()));
        boolean fits = named != actionsInverted
                && resources.stream().anyMatch(resource -> Glob.matches(resource, request.resource()))
                && conditions.stream().allMatch(condition -> condition.holds(request));
        return fits ? principals.match(request) : Principals.Match.NONE;
    }
}
