package dev.sallyport.guard.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sallyport.guard.facts.StatementKind;
import dev.sallyport.guard.rules.Decision;
import dev.sallyport.guard.rules.Purpose;
import dev.sallyport.guard.rules.Rule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyCompilerTest {

    @Test
    void an_empty_document_restricts_nothing() throws PolicyRefusedException {
        Policy policy = PolicyCompiler.compile("{}", 7);

        assertThat(policy.version()).isEqualTo(7);
        assertThat(policy.mode()).isEqualTo(Mode.ENFORCE);
        assertThat(policy.maxRows()).isEmpty();
        assertThat(policy.permitsTable("", "anything")).isTrue();
        assertThat(policy.permits(StatementKind.DELETE, Purpose.EXECUTE)).isTrue();
        assertThat(policy.permits(StatementKind.DELETE, Purpose.QUERY)).isFalse();
        assertThat(policy.decision(Rule.DML_001, Decision.BLOCKED)).contains(Decision.BLOCKED);
    }

    @Test
    void every_member_is_read() throws PolicyRefusedException {
        Policy policy = PolicyCompiler.compile("""
                {
                  "description": "shop",
                  "mode": "observe",
                  "default_schema": "app",
                  "operations": ["select", "update"],
                  "tables": {"allow": ["orders", "app.customers", "ref.*"], "deny": ["ref.secret"]},
                  "columns": {"customers": {"mask": ["ssn"]}, "orders": {"allow": ["id"]}},
                  "tokenized": {"customers": ["email"]},
                  "functions": {"add": ["my_fn", "ext.f"], "remove": ["random"]},
                  "types": {"add": ["status"]},
                  "operators": {"add": ["<=>"]},
                  "rules": {"DML-001": "needs_approval", "RISK-003": "off"},
                  "parameters": "required",
                  "max_rows": 500
                }
                """, 1);

        assertThat(policy.mode()).isEqualTo(Mode.OBSERVE);
        assertThat(policy.permitsTable("", "orders")).isTrue();
        assertThat(policy.permitsTable("public", "orders")).isFalse();
        assertThat(policy.permitsTable("ref", "countries")).isTrue();
        assertThat(policy.permitsTable("ref", "secret")).isFalse();
        assertThat(policy.columns("", "customers")).matches(right -> !right.permits("ssn") && right.permits("name"));
        assertThat(policy.columns("app", "orders")).matches(right -> right.permits("id") && !right.permits("total"));
        assertThat(policy.tokenized("app", "customers")).containsExactly("email");
        assertThat(policy.addsFunction("", "my_fn")).isTrue();
        assertThat(policy.addsFunction("app", "my_fn")).isTrue();
        assertThat(policy.addsFunction("other", "my_fn")).isFalse();
        assertThat(policy.addsFunction("ext", "f")).isTrue();
        assertThat(policy.removesFunction("", "random")).isTrue();
        assertThat(policy.addsType("", "status")).isTrue();
        assertThat(policy.addsOperator("", "<=>")).isTrue();
        assertThat(policy.decision(Rule.DML_001, Decision.BLOCKED)).contains(Decision.NEEDS_APPROVAL);
        assertThat(policy.decision(Rule.RISK_003, Decision.ALLOWED)).isEmpty();
        assertThat(policy.parametersRequired()).isTrue();
        assertThat(policy.maxRows()).hasValue(500);
        assertThat(policy.permits(StatementKind.DELETE, Purpose.EXECUTE)).isFalse();
        assertThat(policy.permits(StatementKind.UPDATE, Purpose.EXECUTE)).isTrue();
    }

    @Test
    void a_star_opens_no_system_schema() throws PolicyRefusedException {
        Policy policy = PolicyCompiler.compile("{\"tables\": {\"allow\": [\"*\"]}}", 1);

        assertThat(policy.permitsTable("any", "thing")).isTrue();
        assertThat(policy.listsTable("pg_catalog", "pg_class")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            []                                          | ``
            {"mode": "enforce"                          | ``
            {"mode": "off"}                             | /mode
            {"moode": "enforce"}                        | /moode
            {"mode": "enforce", "mode": "observe"}      | /mode
            {"operations": ["select", "selekt"]}        | /operations/1
            {"operations": "select"}                    | /operations
            {"tables": {"allow": [""]}}                 | /tables/allow/0
            {"tables": {"allow": ["a.b.c"]}}            | /tables/allow/0
            {"tables": {"permit": []}}                  | /tables/permit
            {"columns": {"a/b": {"mask": [1]}}}         | /columns/a~1b/mask/0
            {"columns": {"t": {"hide": []}}}            | /columns/t/hide
            {"tokenized": {"t": "c"}}                   | /tokenized/t
            {"functions": {"allow": []}}                | /functions/allow
            {"types": {"remove": []}}                   | /types/remove
            {"rules": {"DML-999": "off"}}               | /rules/DML-999
            {"rules": {"PARSE-001": "allowed"}}         | /rules/PARSE-001
            {"rules": {"SESS-003": "off"}}              | /rules/SESS-003
            {"rules": {"MULTI-001": "allowed"}}         | /rules/MULTI-001
            {"rules": {"DML-001": "maybe"}}             | /rules/DML-001
            {"rules": {"DML-001": true}}                | /rules/DML-001
            {"parameters": "yes"}                       | /parameters
            {"max_rows": 0}                             | /max_rows
            {"max_rows": 1e3}                           | /max_rows
            {"max_rows": -1}                            | /max_rows
            {"max_rows": "5"}                           | /max_rows
            {"default_schema": "a.b.c"}                 | /default_schema
            """)
    void a_document_that_is_no_policy_is_refused_with_the_place(String document, String pointer) {
        var refused = catchThrowableOfType(PolicyRefusedException.class, () -> PolicyCompiler.compile(document, 1));

        assertThat(refused).isNotNull();
        assertThat(refused.pointer()).isEqualTo(pointer);
        assertThat(refused.getMessage()).isNotBlank();
    }

    @Test
    void equal_documents_have_equal_digests() throws PolicyRefusedException {
        assertThat(PolicyCompiler.compile("{}", 1).digest())
                .isEqualTo(PolicyCompiler.compile("{}", 2).digest())
                .isNotEqualTo(PolicyCompiler.compile("{ }", 1).digest());
    }
}
