package dev.sallyport.crypto.audit;

import java.util.HexFormat;
import java.util.List;

/**
 * What the log says about one statement: never its text.
 *
 * @param fingerprint hexadecimal digest of the normalized statement (literals removed), 8 to 64 bytes
 * @param kind what it does, for example {@code select} or {@code insert}
 * @param relations the relations that it names, at most 256
 * @param parameters one digest per parameter, from {@link AuditSalt#parameters}, at most 1,000
 */
public record StatementFacts(String fingerprint, String kind, List<String> relations, List<Hash32> parameters) {
    public StatementFacts {
        byte[] digest = HexFormat.of().parseHex(fingerprint);
        if (digest.length < 8 || digest.length > 64) {
            throw new IllegalArgumentException("a fingerprint has 8 to 64 bytes");
        }
        fingerprint = HexFormat.of().formatHex(digest);
        Limits.token("kind", kind);
        relations = List.copyOf(relations);
        parameters = List.copyOf(parameters);
        Limits.size("relations", relations.size(), Limits.LIST);
        Limits.size("parameters", parameters.size(), Limits.PARAMETERS);
        relations.forEach(relation -> Limits.text("relation", relation));
    }

    byte[] fingerprintBytes() {
        return HexFormat.of().parseHex(fingerprint);
    }
}
