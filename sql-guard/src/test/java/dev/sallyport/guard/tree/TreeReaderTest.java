package dev.sallyport.guard.tree;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TreeReaderTest {

    private static List<Node> read(String json) throws Exception {
        return TreeReader.statements(json.getBytes(UTF_8));
    }

    private static Node below(Node node, String member) {
        return Objects.requireNonNull(node.get(member));
    }

    private static String select(String body) {
        return "{\"version\":170004,\"stmts\":[{\"stmt\":{\"SelectStmt\":{" + body + "}}}]}";
    }

    @Test
    void nodes_know_their_pointer_and_members() throws Exception {
        Node raw = read(select(
                        "\"targetList\":[{\"ResTarget\":{\"val\":{\"ColumnRef\":{\"fields\":[{\"String\":{\"sval\":\"a\\u0001\\\"é\"}}],"
                                + "\"location\":7}},\"location\":7}}]"))
                .getFirst();

        Node column = below(below(raw, "stmt").list("targetList").getFirst(), "val");

        assertThat(column.type()).isEqualTo("ColumnRef");
        assertThat(column.pointer()).isEqualTo("/stmts/0/stmt/SelectStmt/targetList/0/ResTarget/val/ColumnRef");
        assertThat(column.offset()).isEqualTo(7);
        assertThat(column.list("fields").getFirst().text("sval")).isEqualTo("a\u0001\"é");
        assertThat(below(column, "fields").isNode()).isFalse();
    }

    @Test
    void no_statement_is_an_empty_list() throws Exception {
        assertThat(read("{\"version\":170004,\"stmts\":[]}")).isEmpty();
        assertThat(read("{\"version\":170004}")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"targetList\":[{\"Query\":{}}]",
                "\"targetList\":[{\"Unheard\":{}}]",
                "\"surprise\":1",
                "\"targetList\":[{\"ResTarget\":{\"xval\":1}}]",
                "\"all\":true,\"all\":false",
                "\"targetList\":[{\"ResTarget\":{}},]",
                "\"targetList\":[{\"ResTarget\":{},\"ResTarget\":{}}]",
                "\"op\":null",
                "\"op\":1e5",
                "\"op\":\"a\\x\"",
                "\"op\":\"\\ud800\"",
            })
    void anything_that_is_not_listed_ends_the_reading(String body) {
        assertThatThrownBy(() -> read(select(body))).isInstanceOf(UnknownNodeException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "[]", "{", "{}x", "{\"stmts\":", "{\"stmts\":[{\"stmt\":{\"SelectStmt\":", "null", "\u0000"})
    void broken_json_ends_the_reading(String json) {
        assertThatThrownBy(() -> read(json)).isInstanceOf(UnknownNodeException.class);
    }

    /// On a stack as parser threads have it.
    @Test
    void depth_is_bounded() throws Exception {
        int levels = TreeReader.MAX_DEPTH;
        String deep = "\"whereClause\":" + "{\"NullTest\":{\"arg\":".repeat(levels) + "{}" + "}}".repeat(levels);

        var thrown = new AtomicReference<Throwable>();
        var reader = new Thread(null, () -> thrown.set(catchThrowable(() -> read(select(deep)))), "reader", 16L << 20);
        reader.start();
        reader.join();

        assertThat(thrown.get()).isInstanceOf(TreeDepthException.class);
    }
}
