package dev.sallyport.guard.walk;

import dev.sallyport.guard.facts.Risk;
import dev.sallyport.guard.facts.StatementKind;
import dev.sallyport.guard.rules.Rule;
import java.util.Set;

/// The risk of a statement from its kind and the rules that it hit.
final class RiskClass {

    private static final Set<Rule> SCHEMA_HYGIENE = Set.of(
            Rule.DDL_005,
            Rule.DDL_051,
            Rule.DDL_060,
            Rule.DDL_061,
            Rule.DDL_062,
            Rule.DDL_063,
            Rule.DDL_064,
            Rule.DDL_065,
            Rule.DDL_066);

    private RiskClass() {}

    static Risk of(StatementKind kind, Set<Rule> hit) {
        Risk risk = ofKind(kind);
        for (Rule rule : hit) {
            risk = risk.orFurther(ofRule(rule));
        }
        return risk;
    }

    private static Risk ofKind(StatementKind kind) {
        return switch (kind) {
            case SELECT, EXPLAIN, SHOW -> Risk.READ;
            case INSERT, UPDATE, DELETE, MERGE, TRANSACTION, NOTIFICATION, CURSOR, PREPARED, SESSION, LOCK ->
                Risk.WRITE;
            case COPY -> Risk.WRITE_WIDE;
            case TRUNCATE -> Risk.DDL_RISKY;
            case DDL, MAINTENANCE -> Risk.DDL_SAFE;
            case ADMIN -> Risk.ADMIN;
            case LOAD, DO, CALL, UNKNOWN -> Risk.FORBIDDEN;
        };
    }

    private static Risk ofRule(Rule rule) {
        String family = rule.name().substring(0, rule.name().indexOf('_'));
        return switch (family) {
            case "PARSE", "CODE" -> Risk.FORBIDDEN;
            case "READ" -> Risk.WRITE;
            case "SESS" -> rule == Rule.SESS_002 ? Risk.ADMIN : Risk.WRITE;
            case "PRIV" -> Risk.ADMIN;
            case "DDL" -> SCHEMA_HYGIENE.contains(rule) ? Risk.READ : Risk.DDL_RISKY;
            default -> single(rule);
        };
    }

    private static Risk single(Rule rule) {
        return switch (rule) {
            case FUNC_002, FUNC_003, FUNC_005, COPY_002, SESS_008 -> Risk.FORBIDDEN;
            case FUNC_004, FUNC_006, FUNC_007, OP_001 -> Risk.READ;
            case DML_001, DML_002, DML_003, DML_004 -> Risk.WRITE_WIDE;
            default -> Risk.READ;
        };
    }
}
