package dev.sallyport.vault.apikey;

import dev.sallyport.crypto.id.IntegrationId;
import dev.sallyport.crypto.id.InvalidIdException;
import dev.sallyport.crypto.pq.InvalidPqKeyException;
import dev.sallyport.crypto.pq.KemPublicKey;
import dev.sallyport.crypto.pq.PostQuantum;
import dev.sallyport.crypto.pq.PqSizes;
import dev.sallyport.service.address.Cidr;
import dev.sallyport.service.caller.Caller;
import dev.sallyport.service.caller.Scope;
import dev.sallyport.service.caller.Subject;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import dev.sallyport.vault.json.JsonBody;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The body of the call that makes a key. Nobody can make a key that may do more than its maker: a program gives at
/// most its own scopes, integrations and operations; a person gives at most the scopes of the role, and those of the
/// data plane.
record ApiKeyRequest(
        String name,
        boolean live,
        Set<Scope> scopes,
        Optional<List<String>> integrations,
        Optional<List<String>> operations,
        Optional<List<String>> allowedIps,
        Optional<Instant> expiresAt,
        KemPublicKey kemPublicKey) {

    private static final Set<String> MEMBERS = Set.of(
            "name",
            "scopes",
            "integrations",
            "operations",
            "allowed_ips",
            "expires_at",
            "kem_public_key",
            "environment");
    private static final Set<Scope> DATA_PLANE =
            EnumSet.of(Scope.PROXY_OUTBOUND, Scope.TOKENIZE, Scope.DETOKENIZE, Scope.EVALUATE);
    private static final Set<String> OPERATIONS = Set.of("query", "execute", "transaction", "tokenize_and_insert");

    static ApiKeyRequest of(byte[] body, Caller maker, Instant now, PostQuantum postQuantum) {
        var json = JsonBody.of(body, MEMBERS);
        var request = new ApiKeyRequest(
                json.text("name", 200),
                environment(json),
                scopes(json),
                json.optionalTexts("integrations", 128).map(ApiKeyRequest::ids),
                json.optionalTexts("operations", 64).map(ApiKeyRequest::operations),
                json.optionalTexts("allowed_ips", 64).map(ApiKeyRequest::networks),
                json.optionalTime("expires_at").map(time -> future(time, now)),
                kemKey(json, postQuantum));
        requireWithin(maker, request.scopes, request.integrations, request.operations);
        return request;
    }

    /// Refuses with 403 what goes beyond `maker`: for a key that is made, and for one whose new secret is asked for.
    static void requireWithin(
            Caller maker, Set<Scope> scopes, Optional<List<String>> integrations, Optional<List<String>> operations) {
        var mayGive = EnumSet.noneOf(Scope.class);
        mayGive.addAll(maker.scopes());
        if (maker.subject() instanceof Subject.Person) {
            mayGive.addAll(DATA_PLANE);
        }
        mayGive.remove(Scope.ADMIN_TENANTS);
        for (Scope scope : scopes) {
            if (!mayGive.contains(scope)) {
                throw beyond("scopes");
            }
        }
        if (maker.integrations().isPresent()
                && integrations
                        .filter(ids -> ids.stream().map(IntegrationId::of).allMatch(maker::mayUse))
                        .isEmpty()) {
            throw beyond("integrations");
        }
        if (maker.operations().isPresent()
                && operations
                        .filter(list -> list.stream().allMatch(maker::mayAsk))
                        .isEmpty()) {
            throw beyond("operations");
        }
    }

    static ProblemException beyond(String member) {
        return new ProblemException(
                        ProblemCode.SCOPE_MISSING,
                        "A key cannot be given more than its maker has (" + member + ").",
                        "key beyond its maker: " + member)
                .with("member", member);
    }

    private static boolean environment(JsonBody json) {
        return switch (json.optionalText("environment", 8).orElse("live")) {
            case "live" -> true;
            case "test" -> false;
            default -> throw JsonBody.invalid("environment", "must be live or test");
        };
    }

    private static Set<Scope> scopes(JsonBody json) {
        var texts = json.optionalTexts("scopes", 64)
                .filter(list -> !list.isEmpty())
                .orElseThrow(() -> JsonBody.invalid("scopes", "must name at least one scope"));
        return texts.stream()
                .map(text -> Scope.find(text)
                        .orElseThrow(() -> JsonBody.invalid("scopes", "names a scope that does not exist")))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static List<String> ids(List<String> texts) {
        try {
            texts.forEach(IntegrationId::of);
            return texts;
        } catch (InvalidIdException e) {
            throw JsonBody.invalid("integrations", "must be ids of integrations");
        }
    }

    private static List<String> operations(List<String> texts) {
        if (!OPERATIONS.containsAll(texts)) {
            throw JsonBody.invalid("operations", "names an operation that does not exist");
        }
        return texts;
    }

    private static List<String> networks(List<String> texts) {
        if (texts.isEmpty() || !texts.stream().allMatch(text -> Cidr.parse(text).isPresent())) {
            throw JsonBody.invalid("allowed_ips", "must be at least one address or network in CIDR form");
        }
        return texts;
    }

    private static Instant future(Instant time, Instant now) {
        if (!time.isAfter(now)) {
            throw JsonBody.invalid("expires_at", "must be in the future");
        }
        return time;
    }

    private static KemPublicKey kemKey(JsonBody json, PostQuantum postQuantum) {
        if (!json.has("kem_public_key")) {
            throw JsonBody.invalid("kem_public_key", "is missing");
        }
        try {
            return postQuantum.kemPublicKey(json.bytes("kem_public_key", PqSizes.KEM_PUBLIC_KEY));
        } catch (InvalidPqKeyException e) {
            throw new ProblemException(ProblemCode.INVALID_KEM_KEY);
        }
    }
}
