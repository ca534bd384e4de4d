package dev.sallyport.proxy.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a server says, at its bounds.
class BackendTest {

    private static ByteBuf text(String bytes) {
        return Unpooled.copiedBuffer(bytes, US_ASCII);
    }

    @Test
    void an_error_without_a_state_or_with_a_strange_one_is_an_internal_one() {
        assertThat(Backend.error(text("SERROR\0Mtext\0\0")).sqlState()).isEqualTo("XX000");
        assertThat(Backend.error(text("C23\n05\0\0")).sqlState()).isEqualTo("XX000");
        assertThat(Backend.error(text("C23505\0Mx\0P17\0ttab\0\0")))
                .isEqualTo(new ServerError("23505", "x", 17, "tab", null, null));
        assertThat(Backend.error(text("P99999999999\0\0")).position()).isZero();
        assertThat(Backend.error(text("M" + "x".repeat(5000) + "\0\0")).message())
                .hasSize(1024);
        assertThatThrownBy(() -> Backend.error(text("Mno end"))).isInstanceOf(ProtocolViolation.class);
    }

    @Test
    void counts_past_their_bounds_are_violations() {
        assertThatThrownBy(() -> Backend.columns(Unpooled.buffer().writeShort(1665)))
                .isInstanceOf(ProtocolViolation.class);
        assertThatThrownBy(() -> Backend.columns(Unpooled.buffer().writeShort(3)))
                .isInstanceOf(ProtocolViolation.class);
        assertThatThrownBy(() -> Backend.parameterTypes(Unpooled.buffer().writeShort(65_535)))
                .isInstanceOf(ProtocolViolation.class);
        assertThatThrownBy(() -> Backend.columnCount(Unpooled.buffer().writeByte(1)))
                .isInstanceOf(ProtocolViolation.class);
    }

    @ParameterizedTest
    @CsvSource({
        "SELECT 3,SELECT,3",
        "INSERT 0 1,INSERT,1",
        "CREATE TABLE,CREATE TABLE,0",
        "COMMIT,COMMIT,0",
        "SELECT 9999999999999999999,SELECT 9999999999999999999,0",
        "MERGE 2,MERGE,2"
    })
    void a_tag_is_a_verb_and_a_count(String tag, String verb, long rows) {
        assertThat(Completion.ofTag(tag)).isEqualTo(new Completion(verb, rows, false));
    }

    @Test
    void a_tag_without_bytes_or_with_many_is_a_violation() {
        assertThatThrownBy(() -> Completion.read(Unpooled.buffer())).isInstanceOf(ProtocolViolation.class);
        assertThatThrownBy(() -> Completion.read(text("x".repeat(66)))).isInstanceOf(ProtocolViolation.class);
    }
}
