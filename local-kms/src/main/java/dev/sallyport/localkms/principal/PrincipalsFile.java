package dev.sallyport.localkms.principal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sallyport.localkms.error.KmsException;
import dev.sallyport.localkms.policy.Policy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;

/// Reads the principals file: `{account, region, principals: [{name, access_key_id, secret_access_key, policy}]}`.
/// The file holds secrets, so it is refused when anyone but its owner may read it.
public final class PrincipalsFile {

    /// Secret access keys shorter than this could be guessed from one recorded signature.
    private static final int MIN_KEY_LENGTH = 32;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private PrincipalsFile() {}

    /// @throws IllegalArgumentException with the reason in one line; it never holds a key
    public static PrincipalDirectory read(Path file) throws IOException {
        var permissions = Files.getPosixFilePermissions(file);
        permissions.removeAll(Set.of(
                PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE));
        if (!permissions.isEmpty()) {
            throw new IllegalArgumentException(file + " may be read or written by others: chmod 600 it");
        }
        return parse(Files.readString(file));
    }

    /// Reads the content of a principals file.
    ///
    /// @throws IllegalArgumentException with the reason in one line; it never holds a key
    public static PrincipalDirectory parse(String content) {
        var root = json(content);
        requireMembers(root, Set.of("account", "region", "principals"));
        var account = text(root, "account");
        var principals = new ArrayList<Principal>();
        var names = new HashSet<String>();
        for (JsonNode node : root.path("principals")) {
            var principal = principal(node, account);
            if (!names.add(principal.name())) {
                throw new IllegalArgumentException("two principals are called " + principal.name());
            }
            principals.add(principal);
        }
        return new PrincipalDirectory(account, text(root, "region"), principals);
    }

    private static Principal principal(JsonNode node, String account) {
        requireMembers(node, Set.of("name", "access_key_id", "secret_access_key", "policy"));
        var name = text(node, "name");
        if (!name.matches("[A-Za-z0-9+=,.@_-]{1,64}")) {
            throw new IllegalArgumentException("the name of a principal must match [A-Za-z0-9+=,.@_-]{1,64}");
        }
        var signingKey = text(node, "secret_access_key").getBytes(StandardCharsets.UTF_8);
        if (signingKey.length < MIN_KEY_LENGTH) {
            throw new IllegalArgumentException(
                    "the secret_access_key of " + name + " has fewer than " + MIN_KEY_LENGTH + " characters");
        }
        if (!node.path("policy").isObject()) {
            throw new IllegalArgumentException(name + " needs a policy object");
        }
        return new Principal(
                name,
                "arn:aws:iam::" + account + ":user/" + name,
                text(node, "access_key_id"),
                signingKey,
                policy(name, node.path("policy").toString()));
    }

    private static Policy policy(String name, String document) {
        try {
            return Policy.ofPrincipal(document);
        } catch (KmsException e) {
            throw new IllegalArgumentException("the policy of " + name + ": " + e.getMessage(), e);
        }
    }

    private static JsonNode json(String content) {
        try {
            return JSON.readTree(content);
        } catch (JsonProcessingException e) {
            // Only the place: the parser's own text quotes the file, which holds secrets.
            throw new IllegalArgumentException("the principals file is not JSON at line "
                    + (e.getLocation() == null ? 0 : e.getLocation().getLineNr()));
        }
    }

    private static String text(JsonNode node, String name) {
        var value = node.path(name);
        if (!value.isTextual() || value.asText().isEmpty()) {
            throw new IllegalArgumentException("the principals file needs the text member " + name);
        }
        return value.asText();
    }

    private static void requireMembers(JsonNode node, Set<String> known) {
        if (!node.isObject()) {
            throw new IllegalArgumentException("the principals file needs an object here");
        }
        node.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw new IllegalArgumentException("the principals file has the unknown member " + name);
            }
        });
    }
}
