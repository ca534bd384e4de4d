package dev.sallyport.guard;

import dev.sallyport.guard.facts.Facts;
import dev.sallyport.guard.parser.Parsed;
import dev.sallyport.guard.parser.SqlText;
import dev.sallyport.guard.policy.Policy;
import dev.sallyport.guard.review.FileState;
import dev.sallyport.guard.review.Hits;
import dev.sallyport.guard.rules.Purpose;
import dev.sallyport.guard.rules.Rule;
import dev.sallyport.guard.tree.Node;
import dev.sallyport.guard.tree.TreeDepthException;
import dev.sallyport.guard.tree.TreeReader;
import dev.sallyport.guard.tree.UnknownNodeException;
import dev.sallyport.guard.walk.Walk;
import java.util.ArrayList;
import java.util.List;

/// From what the parser said to verdicts.
final class Judge {

    /// @param lasting whether the same text would get the same verdict again, so that it may be kept
    record Outcome(Verdict verdict, boolean lasting) {}

    private Judge() {}

    /// The verdict on a text that should hold one statement.
    static Outcome single(String sql, Parsed parsed, Purpose purpose, Policy policy) {
        Evaluation evaluation = judge(sql, parsed, purpose, policy);
        Verdict first = evaluation.statements().getFirst().verdict();
        return new Outcome(first, lasting(parsed));
    }

    /// The verdicts on a text that may hold several statements.
    static Evaluation text(String sql, Parsed parsed, Policy policy) {
        return judge(sql, parsed, Purpose.EVALUATE, policy);
    }

    private static boolean lasting(Parsed parsed) {
        return switch (parsed) {
            case Parsed.Tree _, Parsed.SyntaxError _ -> true;
            case Parsed.Refused(Parsed.Reason reason) ->
                switch (reason) {
                    case TOO_LONG, TOO_DEEP, BAD_TEXT -> true;
                    case TOO_LARGE, DEADLINE, FAULT, POOL_BUSY, POOL_DEAD -> false;
                };
        };
    }

    private static Evaluation judge(String sql, Parsed parsed, Purpose purpose, Policy policy) {
        return switch (parsed) {
            case Parsed.Tree tree -> tree(tree, purpose, policy);
            case Parsed.SyntaxError error ->
                whole(
                        sql,
                        Rule.PARSE_001,
                        "The text is not valid PostgreSQL: " + error.message() + ".",
                        error.byteOffset());
            case Parsed.Refused(Parsed.Reason reason) -> whole(sql, ruleFor(reason), messageFor(reason), 0);
        };
    }

    private static Rule ruleFor(Parsed.Reason reason) {
        return reason == Parsed.Reason.BAD_TEXT ? Rule.PARSE_004 : Rule.PARSE_003;
    }

    private static String messageFor(Parsed.Reason reason) {
        return switch (reason) {
            case TOO_LONG -> "The text is longer than the limit.";
            case TOO_DEEP -> "The text is nested too deeply to be judged.";
            case TOO_LARGE -> "The text needs more memory than the limit to be judged.";
            case DEADLINE -> "The text was not parsed in time.";
            case BAD_TEXT -> Rule.PARSE_004.message();
            case FAULT -> "The text could not be judged.";
            case POOL_BUSY, POOL_DEAD -> "No parser was free to judge the text; try again.";
        };
    }

    private static Evaluation tree(Parsed.Tree tree, Purpose purpose, Policy policy) {
        String sql = tree.text().toString();
        try {
            List<Node> statements = TreeReader.statements(tree.json());
            if (statements.isEmpty()) {
                return whole(sql, Rule.PARSE_002, Rule.PARSE_002.message(), 0);
            }
            return purpose.manyStatements()
                    ? new Evaluation(each(tree.text(), statements, policy))
                    : new Evaluation(List.of(one(tree.text(), statements, purpose, policy)));
        } catch (UnknownNodeException e) {
            return whole(sql, Rule.PARSE_005, "The guard does not know this syntax: " + e.getMessage() + ".", 0);
        } catch (TreeDepthException e) {
            return whole(sql, Rule.PARSE_003, "The text is nested too deeply to be judged.", 0);
        } catch (RuntimeException | StackOverflowError e) {
            return whole(sql, Rule.PARSE_005, "The guard could not judge this syntax.", 0);
        }
    }

    private static List<Evaluation.Statement> each(SqlText text, List<Node> statements, Policy policy) {
        var file = new FileState();
        var verdicts = new ArrayList<Evaluation.Statement>();
        for (Node raw : statements) {
            int start = start(text, raw);
            var hits = new Hits(text, Purpose.EVALUATE, policy, start);
            Facts facts = Walk.over(raw, Purpose.EVALUATE, policy, hits, file);
            verdicts.add(statement(text, raw, start, Verdict.of(hits.decision(), facts, hits.worstFirst())));
        }
        return verdicts;
    }

    /// One verdict: of the only statement, or of the first with the hits of all and MULTI-001.
    private static Evaluation.Statement one(SqlText text, List<Node> statements, Purpose purpose, Policy policy) {
        Node first = statements.getFirst();
        var hits = new Hits(text, purpose, policy, start(text, first));
        if (statements.size() > 1) {
            hits.add(
                    Rule.MULTI_001,
                    "The text holds " + statements.size() + " statements.",
                    "/stmts/1",
                    start(text, statements.get(1)));
        }
        Facts facts = Walk.over(first, purpose, policy, hits, new FileState());
        for (Node other : statements.subList(1, statements.size())) {
            Walk.over(other, purpose, policy, hits, new FileState());
        }
        return statement(text, first, start(text, first), Verdict.of(hits.decision(), facts, hits.worstFirst()));
    }

    private static Evaluation.Statement statement(SqlText text, Node raw, int start, Verdict verdict) {
        int length = number(raw, "stmt_len");
        int end = length == 0 ? text.length() : number(raw, "stmt_location") + length;
        return new Evaluation.Statement(
                verdict, text.slice(start, end), text.at(start).line());
    }

    /// The first byte of the statement that is not white space.
    private static int start(SqlText text, Node raw) {
        int from = number(raw, "stmt_location");
        String head = text.slice(from, text.length());
        int blank = 0;
        while (blank < head.length() && head.charAt(blank) <= ' ') {
            blank++;
        }
        return from + blank;
    }

    private static int number(Node raw, String member) {
        String value = raw.text(member);
        return value.isEmpty() ? 0 : Integer.parseInt(value);
    }

    private static Evaluation whole(String sql, Rule rule, String message, int byteOffset) {
        SqlText text = SqlText.of(sql).orElseGet(() -> SqlText.of("").orElseThrow());
        var hits = new Hits(text, Purpose.EVALUATE, Policy.STANDARD, 0);
        hits.add(rule, message, "", byteOffset);
        Verdict verdict = new Verdict.Blocked(Facts.unknown(), hits.worstFirst());
        return new Evaluation(List.of(new Evaluation.Statement(verdict, sql, 1)));
    }
}
