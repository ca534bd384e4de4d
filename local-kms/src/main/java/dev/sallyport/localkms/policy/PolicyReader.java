package dev.sallyport.localkms.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sallyport.localkms.error.KmsError;
import dev.sallyport.localkms.error.KmsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Reads policy documents strictly: a member, operator or principal kind that the evaluation does not know is refused,
/// because a policy that is half understood grants too much.
///
/// Source: IAM User Guide, "Grammar of the IAM JSON policy language".
final class PolicyReader {

    /// AWS KMS takes key policies up to 32 KiB.
    private static final int MAX_LENGTH = 32_768;

    private static final Set<String> DOCUMENT_MEMBERS = Set.of("Version", "Id", "Statement");
    private static final Set<String> VERSIONS = Set.of("2012-10-17", "2008-10-17");
    private static final Set<String> STATEMENT_MEMBERS =
            Set.of("Sid", "Effect", "Principal", "Action", "NotAction", "Resource", "Condition");

    private static final JsonMapper JSON = JsonMapper.builder(com.fasterxml.jackson.core.JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(16).build())
                    .disable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final boolean namesPrincipals;

    PolicyReader(boolean namesPrincipals) {
        this.namesPrincipals = namesPrincipals;
    }

    Policy read(String document) {
        if (document.length() > MAX_LENGTH) {
            throw malformed("the policy is longer than " + MAX_LENGTH + " characters");
        }
        var root = parse(document);
        requireMembers(root, DOCUMENT_MEMBERS);
        if (root.has("Version") && !VERSIONS.contains(root.path("Version").asText())) {
            throw malformed("Version must be 2012-10-17");
        }
        var node = root.path("Statement");
        var statements = new ArrayList<Statement>();
        if (node.isArray()) {
            node.forEach(statement -> statements.add(statement(statement)));
        } else {
            statements.add(statement(node));
        }
        if (statements.isEmpty()) {
            throw malformed("the policy has no statement");
        }
        return new Policy(document, statements);
    }

    private static JsonNode parse(String document) {
        try {
            return JSON.readTree(document);
        } catch (JsonProcessingException _) {
            throw malformed("the policy is not JSON, or a member stands in it twice");
        }
    }

    private Statement statement(JsonNode node) {
        requireMembers(node, STATEMENT_MEMBERS);
        boolean inverted = node.has("NotAction");
        if (inverted == node.has("Action")) {
            throw malformed("a statement needs either Action or NotAction");
        }
        return new Statement(
                allows(node),
                principals(node),
                texts(node.path(inverted ? "NotAction" : "Action"), "Action"),
                inverted,
                texts(node.path("Resource"), "Resource"),
                conditions(node.path("Condition")));
    }

    private static boolean allows(JsonNode statement) {
        return switch (statement.path("Effect").asText()) {
            case "Allow" -> true;
            case "Deny" -> false;
            default -> throw malformed("Effect must be Allow or Deny");
        };
    }

    private Principals principals(JsonNode statement) {
        var node = statement.path("Principal");
        if (!namesPrincipals) {
            if (!node.isMissingNode()) {
                throw malformed("the policy of a principal must not name a Principal");
            }
            return new Principals.Everyone();
        }
        if (node.isTextual() && node.asText().equals("*")) {
            return new Principals.Everyone();
        }
        requireMembers(node, Set.of("AWS"));
        var names = texts(node.path("AWS"), "Principal");
        return names.contains("*") ? new Principals.Everyone() : new Principals.Named(names);
    }

    private static List<Condition> conditions(JsonNode node) {
        var conditions = new ArrayList<Condition>();
        if (!node.isMissingNode() && !node.isObject()) {
            throw malformed("Condition must be an object");
        }
        node.properties().forEach(operator -> {
            if (!operator.getValue().isObject()) {
                throw malformed("a condition operator must hold an object");
            }
            operator.getValue()
                    .properties()
                    .forEach(line -> conditions.add(
                            condition(operator.getKey(), line.getKey(), texts(line.getValue(), "Condition"))));
        });
        return List.copyOf(conditions);
    }

    private static Condition condition(String operator, String key, List<String> wanted) {
        if (operator.equals("Null")) {
            return new Condition.Absence(key, Boolean.parseBoolean(wanted.getFirst()));
        }
        var quantifier = operator.startsWith("ForAllValues:")
                ? Condition.Quantifier.ALL
                : operator.startsWith("ForAnyValue:") ? Condition.Quantifier.ANY : Condition.Quantifier.NONE;
        var name = operator.substring(operator.indexOf(':') + 1);
        boolean ifExists = name.endsWith("IfExists");
        var bare = ifExists ? name.substring(0, name.length() - "IfExists".length()) : name;
        if (operator.contains(":") && quantifier == Condition.Quantifier.NONE) {
            throw malformed("unknown condition operator " + operator);
        }
        return new Condition.Comparison(
                quantifier,
                Operator.named(bare).orElseThrow(() -> malformed("unknown condition operator " + operator)),
                ifExists,
                key,
                wanted);
    }

    private static List<String> texts(JsonNode node, String what) {
        var texts = new ArrayList<String>();
        if (node.isArray()) {
            node.forEach(value -> texts.add(text(value, what)));
        } else {
            texts.add(text(node, what));
        }
        if (texts.isEmpty()) {
            throw malformed(what + " is empty");
        }
        return List.copyOf(texts);
    }

    private static String text(JsonNode node, String what) {
        if (!node.isTextual() && !node.isBoolean()) {
            throw malformed(what + " must be text");
        }
        if (node.asText().contains("${")) {
            throw malformed("policy variables are not supported");
        }
        return node.asText();
    }

    private static void requireMembers(JsonNode node, Set<String> known) {
        if (!node.isObject()) {
            throw malformed("an object was expected");
        }
        node.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw malformed("unsupported element " + name);
            }
        });
    }

    private static KmsException malformed(String why) {
        return new KmsException(KmsError.MALFORMED_POLICY, why);
    }
}
