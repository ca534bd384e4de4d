package dev.sallyport.guard.rules;

import static dev.sallyport.guard.rules.Decision.ALLOWED;
import static dev.sallyport.guard.rules.Decision.BLOCKED;
import static dev.sallyport.guard.rules.Decision.NEEDS_APPROVAL;
import static dev.sallyport.guard.rules.Severity.CRITICAL;
import static dev.sallyport.guard.rules.Severity.ERROR;
import static dev.sallyport.guard.rules.Severity.INFO;
import static dev.sallyport.guard.rules.Severity.WARNING;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Everything that the guard looks for. Codes are stable and never used again for something else.
///
/// The first decision is for statements that run ([Purpose#QUERY], [Purpose#EXECUTE], [Purpose#TRANSACTION]), the
/// second for texts that are only reviewed ([Purpose#EVALUATE]). The words are in `rules.txt`.
public enum Rule {
    PARSE_001(ERROR, BLOCKED, BLOCKED),
    PARSE_002(ERROR, BLOCKED, BLOCKED),
    PARSE_003(ERROR, BLOCKED, BLOCKED),
    PARSE_004(CRITICAL, BLOCKED, BLOCKED),
    PARSE_005(CRITICAL, BLOCKED, BLOCKED),
    MULTI_001(CRITICAL, BLOCKED, ALLOWED),
    OP_001(ERROR, BLOCKED, BLOCKED),
    READ_001(CRITICAL, BLOCKED, BLOCKED),
    READ_002(ERROR, BLOCKED, BLOCKED),
    READ_003(WARNING, BLOCKED, ALLOWED),
    READ_004(CRITICAL, BLOCKED, BLOCKED),
    READ_005(ERROR, BLOCKED, BLOCKED),
    FUNC_001(ERROR, BLOCKED, BLOCKED),
    FUNC_002(CRITICAL, BLOCKED, BLOCKED),
    FUNC_003(CRITICAL, BLOCKED, BLOCKED),
    FUNC_004(ERROR, BLOCKED, BLOCKED),
    FUNC_005(CRITICAL, BLOCKED, BLOCKED),
    FUNC_006(ERROR, BLOCKED, BLOCKED),
    FUNC_007(ERROR, BLOCKED, BLOCKED),
    FUNC_008(CRITICAL, BLOCKED, BLOCKED),
    FUNC_009(ERROR, BLOCKED, BLOCKED),
    SESS_001(ERROR, BLOCKED, BLOCKED),
    SESS_002(CRITICAL, BLOCKED, BLOCKED),
    SESS_003(ERROR, BLOCKED, ALLOWED),
    SESS_004(ERROR, BLOCKED, BLOCKED),
    SESS_005(ERROR, BLOCKED, BLOCKED),
    SESS_006(ERROR, BLOCKED, BLOCKED),
    SESS_007(ERROR, BLOCKED, BLOCKED),
    SESS_008(CRITICAL, BLOCKED, BLOCKED),
    CODE_001(CRITICAL, BLOCKED, BLOCKED),
    CODE_002(ERROR, BLOCKED, BLOCKED),
    COPY_001(ERROR, BLOCKED, BLOCKED),
    COPY_002(CRITICAL, BLOCKED, BLOCKED),
    OBJ_001(ERROR, BLOCKED, BLOCKED),
    OBJ_002(ERROR, BLOCKED, BLOCKED),
    OBJ_003(ERROR, BLOCKED, BLOCKED),
    OBJ_004(ERROR, BLOCKED, BLOCKED),
    OBJ_005(INFO, ALLOWED, ALLOWED),
    DML_001(ERROR, BLOCKED, BLOCKED),
    DML_002(ERROR, BLOCKED, BLOCKED),
    DML_003(ERROR, BLOCKED, BLOCKED),
    DML_004(ERROR, BLOCKED, BLOCKED),
    DML_005(ERROR, BLOCKED, BLOCKED),
    DML_006(WARNING, ALLOWED, ALLOWED),
    DML_007(WARNING, BLOCKED, BLOCKED),
    DML_008(CRITICAL, BLOCKED, BLOCKED),
    DDL_001(CRITICAL, BLOCKED, BLOCKED),
    DDL_002(CRITICAL, BLOCKED, BLOCKED),
    DDL_003(ERROR, BLOCKED, NEEDS_APPROVAL),
    DDL_004(CRITICAL, BLOCKED, BLOCKED),
    DDL_005(INFO, BLOCKED, ALLOWED),
    DDL_010(WARNING, BLOCKED, NEEDS_APPROVAL),
    DDL_011(WARNING, BLOCKED, NEEDS_APPROVAL),
    DDL_012(WARNING, BLOCKED, NEEDS_APPROVAL),
    DDL_013(WARNING, BLOCKED, NEEDS_APPROVAL),
    DDL_020(ERROR, BLOCKED, NEEDS_APPROVAL),
    DDL_021(WARNING, BLOCKED, NEEDS_APPROVAL),
    DDL_022(WARNING, BLOCKED, NEEDS_APPROVAL),
    DDL_023(WARNING, BLOCKED, NEEDS_APPROVAL),
    DDL_030(WARNING, BLOCKED, NEEDS_APPROVAL),
    DDL_031(WARNING, BLOCKED, NEEDS_APPROVAL),
    DDL_032(WARNING, BLOCKED, NEEDS_APPROVAL),
    DDL_033(WARNING, BLOCKED, NEEDS_APPROVAL),
    DDL_040(WARNING, BLOCKED, NEEDS_APPROVAL),
    DDL_041(WARNING, BLOCKED, NEEDS_APPROVAL),
    DDL_042(WARNING, BLOCKED, NEEDS_APPROVAL),
    DDL_050(ERROR, BLOCKED, NEEDS_APPROVAL),
    DDL_051(INFO, BLOCKED, ALLOWED),
    DDL_052(WARNING, BLOCKED, ALLOWED),
    DDL_060(INFO, BLOCKED, ALLOWED),
    DDL_061(INFO, BLOCKED, ALLOWED),
    DDL_062(INFO, BLOCKED, ALLOWED),
    DDL_063(INFO, BLOCKED, ALLOWED),
    DDL_064(INFO, BLOCKED, ALLOWED),
    DDL_065(INFO, BLOCKED, ALLOWED),
    DDL_066(INFO, BLOCKED, ALLOWED),
    PRIV_001(ERROR, BLOCKED, NEEDS_APPROVAL),
    PRIV_002(ERROR, BLOCKED, NEEDS_APPROVAL),
    PRIV_003(CRITICAL, BLOCKED, BLOCKED),
    PRIV_004(CRITICAL, BLOCKED, NEEDS_APPROVAL),
    PRIV_005(CRITICAL, BLOCKED, BLOCKED),
    PRIV_006(CRITICAL, BLOCKED, BLOCKED),
    PRIV_007(ERROR, BLOCKED, NEEDS_APPROVAL),
    PRIV_008(CRITICAL, BLOCKED, BLOCKED),
    PRIV_009(CRITICAL, BLOCKED, BLOCKED),
    RISK_001(WARNING, ALLOWED, ALLOWED),
    RISK_002(INFO, ALLOWED, ALLOWED),
    RISK_003(INFO, ALLOWED, ALLOWED),
    RISK_004(INFO, ALLOWED, ALLOWED),
    RISK_005(WARNING, ALLOWED, ALLOWED);

    private final Severity severity;
    private final Decision whenRun;
    private final Decision whenReviewed;

    Rule(Severity severity, Decision whenRun, Decision whenReviewed) {
        this.severity = severity;
        this.whenRun = whenRun;
        this.whenReviewed = whenReviewed;
    }

    /// The code as everyone knows it, e.g. `DML-002`.
    public String code() {
        return name().replace('_', '-');
    }

    public Severity severity() {
        return severity;
    }

    /// What a hit leads to when no policy says otherwise.
    public Decision decision(Purpose purpose) {
        return switch (purpose) {
            case QUERY, EXECUTE, TRANSACTION -> whenRun;
            case EVALUATE -> whenReviewed;
        };
    }

    /// A few words, e.g. `DELETE without WHERE`.
    public String title() {
        return RuleTexts.LOADED.of(this).title();
    }

    /// What is wrong, in one sentence.
    public String message() {
        return RuleTexts.LOADED.of(this).message();
    }

    /// What to do instead, when nothing better is known of the statement.
    public String suggestion() {
        return RuleTexts.LOADED.of(this).suggestion();
    }

    /// Where the documentation speaks of it: file and anchor.
    public String anchor() {
        return "docs/rules.md#" + code().toLowerCase(Locale.ROOT);
    }

    /// Whether a policy may change the decision: not where the text was not understood, and not where the proxy itself
    /// relies on it (one statement, its own transactions and session, the protocol of rows). OP-001 follows the
    /// policy's `operations`.
    public boolean adjustable() {
        return switch (name().substring(0, name().indexOf('_'))) {
            case "PARSE", "MULTI", "OP", "SESS", "COPY" -> false;
            default -> true;
        };
    }

    public static Optional<Rule> ofCode(String code) {
        return Arrays.stream(values()).filter(rule -> rule.code().equals(code)).findFirst();
    }
}
