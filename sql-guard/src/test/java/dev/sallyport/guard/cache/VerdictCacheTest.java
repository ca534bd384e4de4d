package dev.sallyport.guard.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.guard.policy.Policy;
import dev.sallyport.guard.policy.PolicyCompiler;
import dev.sallyport.guard.policy.PolicyRefusedException;
import dev.sallyport.guard.rules.Purpose;
import org.junit.jupiter.api.Test;

class VerdictCacheTest {

    private static VerdictKey key(String sql) {
        return VerdictKey.of(sql, Purpose.QUERY, Policy.STANDARD);
    }

    @Test
    void keys_differ_in_text_purpose_and_policy() throws PolicyRefusedException {
        Policy other = PolicyCompiler.compile("{\"mode\": \"observe\"}", 1);

        assertThat(key("SELECT 1")).isEqualTo(key("SELECT 1")).hasSameHashCodeAs(key("SELECT 1"));
        assertThat(key("SELECT 1")).isNotEqualTo(key("SELECT 2"));
        assertThat(key("a".repeat(3_000))).isNotEqualTo(key("a".repeat(3_001)));
        assertThat(key("\u0161")).isNotEqualTo(key("\u0061"));
        assertThat(key("SELECT 1")).isNotEqualTo(VerdictKey.of("SELECT 1", Purpose.EXECUTE, Policy.STANDARD));
        assertThat(key("SELECT 1")).isNotEqualTo(VerdictKey.of("SELECT 1", Purpose.QUERY, other));
    }

    @Test
    void what_is_put_is_found_and_counted() {
        var cache = new VerdictCache<String>(100_000);

        assertThat(cache.get(key("a"))).isNull();
        cache.put(key("a"), "verdict", 1);

        assertThat(cache.get(key("a"))).isEqualTo("verdict");
        assertThat(cache.hits()).isEqualTo(1);
        assertThat(cache.misses()).isEqualTo(1);
    }

    @Test
    void the_cache_stays_bounded_and_keeps_what_is_used() {
        var cache = new VerdictCache<Integer>(100_000);
        cache.put(key("hot"), -1, 3);

        for (int i = 0; i < 10_000; i++) {
            cache.put(key("cold " + i), i, 10);
            assertThat(cache.get(key("hot"))).isEqualTo(-1);
        }

        assertThat(cache.size()).isLessThan(100_000 / 512 + 2);
        assertThat(cache.get(key("cold 0"))).isNull();
        assertThat(cache.get(key("cold 9999"))).isEqualTo(9_999);
    }

    @Test
    void long_texts_count_for_more() {
        var cache = new VerdictCache<Integer>(100_000);

        for (int i = 0; i < 100; i++) {
            cache.put(key("long " + i), i, 60_000);
        }

        assertThat(cache.size()).isLessThanOrEqualTo(2);
    }
}
