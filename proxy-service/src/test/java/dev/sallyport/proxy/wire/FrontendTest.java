package dev.sallyport.proxy.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.crypto.secret.Secret;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// The bytes of messages, against PostgreSQL's documentation of protocol 3.0.
class FrontendTest {

    private static String bytes(Consumer<ByteBuf> message) {
        ByteBuf out = Unpooled.buffer();
        message.accept(out);
        return ByteBufUtil.hexDump(out);
    }

    @Test
    void messages_have_the_bytes_that_the_protocol_says() {
        assertThat(bytes(Frontend::sslRequest)).isEqualTo("0000000804d2162f");
        assertThat(bytes(out -> Frontend.cancelRequest(out, 1, 2))).isEqualTo("0000001004d2162e0000000100000002");
        assertThat(bytes(Frontend::sync)).isEqualTo("5300000004");
        assertThat(bytes(Frontend::terminate)).isEqualTo("5800000004");
        assertThat(bytes(out -> Frontend.execute(out, 3))).isEqualTo("45000000090000000003");
        assertThat(bytes(out -> Frontend.describeStatement(out, "s1"))).isEqualTo("440000000853733100");
        assertThat(bytes(out -> Frontend.closeStatement(out, "s1"))).isEqualTo("430000000853733100");
    }

    @Test
    void null_and_empty_parameters_differ() {
        String bound = bytes(out -> Frontend.bind(out, "", Arrays.asList(null, new byte[0], new byte[] {0x41})));
        assertThat(bound)
                .isEqualTo(
                        "4200000019" + "00" + "00" + "0000" + "0003" + "ffffffff" + "00000000" + "0000000141" + "0000");
    }

    /// CVE-2024-27304 and its like: a length field tells the truth, whatever the text is.
    @Test
    void a_length_counts_bytes_and_not_characters() {
        ByteBuf out = Unpooled.buffer();
        Frontend.parse(out, "", "SELECT 'é€𝄞'");
        assertThat(out.getInt(1)).isEqualTo(out.readableBytes() - 1);
    }

    @Test
    void nul_in_a_text_is_refused_before_it_could_end_one() {
        ByteBuf out = Unpooled.buffer();
        assertThatThrownBy(() -> Frontend.parse(out, "", "SELECT 1\0DROP TABLE t"))
                .isInstanceOf(IllegalArgumentException.class);
        Login login = new Login("app\0superuser\0", "db", Secret.copyOf(new byte[] {1}), false, Map.of());
        assertThatThrownBy(() -> Frontend.startup(out, login)).isInstanceOf(IllegalArgumentException.class);
    }
}
