package dev.sallyport.proxy.guard;

import dev.sallyport.guard.Verdict;
import dev.sallyport.guard.rules.Decision;
import dev.sallyport.guard.rules.Hit;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Verdicts as problems for the caller: the rule that decided first, then every hit.
final class Refusals {

    private Refusals() {}

    static ProblemException of(Ruling ruling) {
        int index = ruling.worstStatement();
        Verdict verdict = ruling.verdicts().get(index);
        Hit worst = verdict.worst().orElseThrow();
        ProblemCode code =
                ruling.decision() == Decision.BLOCKED ? ProblemCode.STATEMENT_BLOCKED : ProblemCode.NEEDS_APPROVAL;
        ProblemException problem = new ProblemException(code, worst.message(), "guard: " + worst.code())
                .with("rule_code", worst.code())
                .with("severity", worst.severity().label())
                .with("ast_node_path", worst.astNodePath())
                .with("suggestion", worst.suggestion())
                .with("policy_version", ruling.policy().version());
        if (ruling.verdicts().size() > 1) {
            problem = problem.with("failed_statement", index);
        }
        return problem.with("hits", hits(verdict.hits()));
    }

    private static List<Map<String, Object>> hits(List<Hit> hits) {
        return hits.stream().map(Refusals::hit).toList();
    }

    private static Map<String, Object> hit(Hit hit) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("rule_code", hit.code());
        members.put("severity", hit.severity().label());
        members.put("decision", hit.decision().name());
        members.put("message", hit.message());
        members.put("suggestion", hit.suggestion());
        members.put("ast_node_path", hit.astNodePath());
        members.put("offset", hit.offset());
        members.put("line", hit.line());
        members.put("column", hit.column());
        return members;
    }
}
