package dev.sallyport.crypto.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SecretTest {
    @Test
    void it_prints_its_length_alone() {
        assertThat(Secret.copyOf("hunter2".getBytes(StandardCharsets.UTF_8))).hasToString("Secret[7 bytes]");
    }

    @Test
    void what_was_lent_is_zeroed_when_the_function_returns_or_throws() {
        Secret secret = Secret.take(new byte[] {1, 2, 3});
        byte[][] kept = new byte[2][];
        secret.reveal(bytes -> kept[0] = bytes);
        assertThatThrownBy(() -> secret.reveal(bytes -> {
                    kept[1] = bytes;
                    throw new IllegalArgumentException("no use");
                }))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(kept[0]).containsOnly(0);
        assertThat(kept[1]).containsOnly(0);
        assertThat(secret.<byte[]>reveal(byte[]::clone)).containsExactly(1, 2, 3);
    }

    @Test
    void close_zeroes_what_was_taken_and_spares_what_was_copied() {
        byte[] taken = {1, 2, 3};
        byte[] copied = {1, 2, 3};
        Secret first = Secret.take(taken);
        Secret second = Secret.copyOf(copied);
        Secret third = first.copy();
        first.close();
        first.close();
        second.close();
        assertThat(taken).containsOnly(0);
        assertThat(copied).containsExactly(1, 2, 3);
        assertThat(third.reveal(byte[]::clone)).containsExactly(1, 2, 3);
    }

    @Test
    void a_closed_secret_is_not_revealed() {
        Secret secret = Secret.take(new byte[] {1});
        secret.close();
        assertThat(secret.isClosed()).isTrue();
        assertThatThrownBy(() -> secret.reveal(bytes -> bytes.length)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_result_from_bytes_that_were_zeroed_meanwhile_is_not_returned() {
        Secret secret = Secret.take(new byte[] {1});
        assertThatThrownBy(() -> secret.reveal(bytes -> {
                    secret.close();
                    return bytes[0];
                }))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void equal_bytes_do_not_make_equal_secrets() {
        assertThat(Secret.take(new byte[] {1})).isNotEqualTo(Secret.take(new byte[] {1}));
    }
}
