package dev.sallyport.service.dsn;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sallyport.service.address.CidrList;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Whatever the bytes are, a DSN is read or refused: no other exception, no host that a resolver takes for an
/// address, no value in a refusal.
///
/// An ordinary run checks the empty input and 200,000 mutations of good DSNs; with JAZZER_FUZZ=1 it fuzzes.
class DsnFuzzTest {
    private static final TargetAddressPolicy STRICT = new TargetAddressPolicy(CidrList.none(), CidrList.none());
    private static final int MUTATIONS = 200_000;
    private static final String[] GOOD = {
        "postgresql://user:pa%40ss@db.example.com:5432/shop?sslmode=verify-full&connect_timeout=5",
        "postgres://u:p@[2001:4860::1]:1/d?channel_binding=require&target_session_attrs=any",
        "postgresql://u:p@203.0.113.9/d?application_name=x"
    };
    private static final String ALPHABET = "postgresql://@:?&=%[].,0123456789abcdefx_-#\\ \n\u0000\u00ff";

    @FuzzTest(maxDuration = "60s")
    void any_bytes_are_read_or_refused(FuzzedDataProvider data) {
        check(data.consumeRemainingAsBytes());
    }

    @Test
    void every_mutation_of_a_good_dsn_is_read_or_refused() {
        var random = new Random(20_260_501);
        for (int i = 0; i < MUTATIONS; i++) {
            check(mutated(GOOD[random.nextInt(GOOD.length)], random).getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    private static String mutated(String dsn, Random random) {
        var text = new StringBuilder(dsn);
        for (int n = 1 + random.nextInt(4); n > 0 && !text.isEmpty(); n--) {
            int at = random.nextInt(text.length());
            char c = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
            switch (random.nextInt(4)) {
                case 0 -> text.setCharAt(at, c);
                case 1 -> text.insert(at, c);
                case 2 -> text.deleteCharAt(at);
                default -> text.insert(at, text.substring(at, Math.min(text.length(), at + random.nextInt(12))));
            }
        }
        return text.toString();
    }

    private static void check(byte[] dsn) {
        try (var parts = DsnParts.parse(dsn)) {
            assertThat(parts.tls()).isEqualTo(Tls.VERIFY_FULL);
            assertThat(parts.port()).isBetween(1, 65535);
            assertThat(parts.password().length()).isPositive();
            assertThat(parts.user()).isNotEmpty();
            assertThat(parts.database()).isNotEmpty();
            if (parts.host() instanceof DsnHost.Name(String name)) {
                assertThat(name.substring(name.lastIndexOf('.') + 1)).doesNotMatch("[0-9]+|0x[0-9a-f]*");
            }
            STRICT.requireBeforeResolving(parts);
        } catch (DsnRefused refused) {
            assertThat(refused.rule()).startsWith("dsn_");
        }
    }
}
