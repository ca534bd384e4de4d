package dev.sallyport.proxy.openapi;

import java.util.List;

/// What is said of a route besides its method and path. Members are in the short form `name!:type`, where `!` marks
/// what must be there.
///
/// @param scope what the caller must have
/// @param query query parameters
/// @param body members of the request's body; empty where there is none
/// @param answer members of the answer: of the body where it is `sealed`, of `data` otherwise
record ApiEntry(
        String summary, String scope, List<String> query, List<String> body, List<String> answer, boolean sealed) {
    static ApiEntry sealed(String summary, String scope, List<String> body) {
        return new ApiEntry(summary, scope, List.of(), body, ApiTable.ENVELOPE, true);
    }

    static ApiEntry reading(String summary, List<String> query) {
        return new ApiEntry(summary, "audit:read", query, List.of(), List.of(), false);
    }

    static ApiEntry of(String summary, String scope, List<String> body, List<String> answer) {
        return new ApiEntry(summary, scope, List.of(), body, answer, false);
    }
}
