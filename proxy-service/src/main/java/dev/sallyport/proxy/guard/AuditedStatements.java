package dev.sallyport.proxy.guard;

import dev.sallyport.crypto.audit.AuditSalt;
import dev.sallyport.crypto.audit.Hash32;
import dev.sallyport.crypto.audit.StatementFacts;
import dev.sallyport.guard.Verdict;
import dev.sallyport.guard.facts.Facts;
import dev.sallyport.guard.facts.Relation;
import dev.sallyport.proxy.operation.SqlStatement;
import dev.sallyport.proxy.value.JsonBytes;
import dev.sallyport.proxy.value.JsonText;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/// What the audit says about statements: kind, relations, fingerprint and digests of parameters, never their text or
/// values.
public final class AuditedStatements {

    private static final int MOST_STATEMENTS = 64;
    private static final int MOST_RELATIONS = 256;
    private static final int MOST_PARAMETERS = 1_000;
    private static final int MOST_BYTES = 1 << 26;

    private AuditedStatements() {}

    /// Of the statements that were understood, without parameters.
    public static List<StatementFacts> of(List<Verdict> verdicts) {
        return of(verdicts, _ -> List.of());
    }

    /// Of the statements that were understood, with a salted digest of each parameter that the caller gave; `written`
    /// are his statements, in the order of the verdicts, or none where the proxy wrote them itself.
    public static List<StatementFacts> of(List<Verdict> verdicts, List<SqlStatement> written, AuditSalt salt) {
        return written.size() == verdicts.size()
                ? of(verdicts, index -> salt.parameters(index, values(written.get(index))))
                : of(verdicts);
    }

    private static List<StatementFacts> of(List<Verdict> verdicts, IntFunction<List<Hash32>> parameters) {
        return IntStream.range(0, verdicts.size())
                .filter(index -> !verdicts.get(index).facts().fingerprint().isEmpty())
                .limit(MOST_STATEMENTS)
                .mapToObj(index -> facts(verdicts.get(index).facts(), parameters.apply(index)))
                .toList();
    }

    private static List<byte[]> values(SqlStatement statement) {
        return statement.params().stream()
                .limit(MOST_PARAMETERS)
                .map(value -> {
                    var bytes = new JsonBytes(MOST_BYTES);
                    JsonText.write(bytes, value);
                    return bytes.take();
                })
                .toList();
    }

    private static StatementFacts facts(Facts facts, List<Hash32> parameters) {
        List<String> relations = facts.relations().stream()
                .map(Relation::qualifiedName)
                .map(AuditedStatements::withoutControls)
                .distinct()
                .limit(MOST_RELATIONS)
                .toList();
        return new StatementFacts(facts.fingerprint(), facts.kind().label(), relations, parameters);
    }

    private static String withoutControls(String name) {
        var plain = new StringBuilder(name.length());
        name.codePoints().forEach(c -> plain.appendCodePoint(Character.isISOControl(c) ? '?' : c));
        return plain.toString();
    }
}
