package dev.sallyport.crypto.audit;

import dev.sallyport.crypto.codec.MalformedException;
import dev.sallyport.crypto.id.IntegrationId;
import dev.sallyport.crypto.id.InvalidIdException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What was asked for. */
public sealed interface What {
    /** The operation's name, as the API calls it. */
    String operation();

    /** The integration that it is about; null where it is about none, or about none that exists for the caller. */
    @Nullable
    IntegrationId integration();

    /**
     * A call that reaches (or would reach) a customer's database: {@code query}, {@code execute}, {@code transaction},
     * {@code tokenize_and_insert}, {@code evaluate}.
     *
     * @param integration null where the call named none that exists for the caller
     * @param requestDigest the envelope's request digest, 64 bytes
     * @param statements at most 64, in their order; empty where no statement could be judged
     */
    record DatabaseCall(
            String operation,
            @Nullable IntegrationId integration,
            RequestHash requestDigest,
            List<StatementFacts> statements)
            implements What {
        public DatabaseCall {
            Limits.token("operation", operation);
            statements = List.copyOf(statements);
            Limits.size("statements", statements.size(), Limits.STATEMENTS);
        }
    }

    /**
     * A use of tokens: {@code tokenize}, {@code detokenize} and their batches.
     *
     * @param purpose why, as the caller said; null where none is asked for
     * @param count how many values
     */
    record TokenCall(
            String operation,
            RequestHash requestDigest,
            @Nullable String purpose,
            List<String> dataTypes,
            long count) implements What {
        public TokenCall {
            Limits.token("operation", operation);
            if (purpose != null) {
                Limits.text("purpose", purpose);
            }
            dataTypes = List.copyOf(dataTypes);
            Limits.size("data types", dataTypes.size(), Limits.LIST);
            dataTypes.forEach(type -> Limits.token("data type", type));
            Limits.count("count", count);
        }

        @Override
        public @Nullable IntegrationId integration() {
            return null;
        }
    }

    /**
     * An administrative act or a read of the audit itself, for example {@code credential.seal}, {@code api_key.revoke},
     * {@code audit.read}.
     *
     * @param target the id acted on; null where there is none
     * @param details ids, versions, counts, names; never a value that is sealed or secret
     */
    record Administration(String operation, @Nullable String target, SortedMap<String, String> details)
            implements What {
        public Administration {
            Limits.token("operation", operation);
            if (target != null) {
                Limits.token("target", target);
            }
            details = Collections.unmodifiableSortedMap(new TreeMap<>(details));
            Limits.size("details", details.size(), Limits.LIST);
            details.forEach((key, value) -> {
                Limits.token("detail", key);
                Limits.text("value of a detail", value);
            });
            if (details.comparator() != null) {
                throw new MalformedException("details are in natural order");
            }
        }

        /** The target, where that is an integration. */
        @Override
        public @Nullable IntegrationId integration() {
            try {
                return target == null ? null : IntegrationId.of(target);
            } catch (InvalidIdException e) {
                return null;
            }
        }

        public static Administration of(String operation, @Nullable String target, Map<String, String> details) {
            return new Administration(operation, target, new TreeMap<>(details));
        }
    }
}
