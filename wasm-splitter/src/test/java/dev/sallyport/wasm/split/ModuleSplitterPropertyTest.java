package dev.sallyport.wasm.split;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Random functions do the same before and after: result or trap, memory, globals, stack pointer.
class ModuleSplitterPropertyTest {

    private static final int FUNCTIONS = 30;
    private static final long[][] ARGUMENTS = {{0, 0}, {1, -1}, {77, 12345}};

    @ParameterizedTest
    @CsvSource({"3,40,2", "6,120,4", "10,400,12", "3,10000,12"})
    void a_split_function_does_what_the_whole_one_did(int minChunk, int maxChunk, int maxExits) {
        var settings = new SplitSettings(1, minChunk, maxChunk, maxExits, 2, "sp");
        int chunks = 0;
        int traps = 0;
        for (int seed = 0; seed < FUNCTIONS; seed++) {
            byte[] whole = new RandomFunction(seed).module();
            byte[] split = ModuleSplitter.split(whole, settings);
            chunks += TestModule.functions(split) - TestModule.functions(whole);
            for (long[] arguments : ARGUMENTS) {
                var before = TestModule.run(whole, arguments);
                var after = TestModule.run(split, arguments);
                traps += before.result().equals("trap") ? 1 : 0;
                assertThat(after.sameAs(before))
                        .as("seed %d: %s before, %s after", seed, before, after)
                        .isTrue();
            }
        }
        assertThat(chunks).isGreaterThan(FUNCTIONS);
        assertThat(traps).isBetween(1, FUNCTIONS);
    }

    @Test
    void splitting_gives_the_same_bytes_each_time() {
        byte[] whole = new RandomFunction(4).module();
        var settings = new SplitSettings(1, 6, 120, 4, 2, "sp");

        assertThat(ModuleSplitter.split(whole, settings)).isEqualTo(ModuleSplitter.split(whole, settings));
    }
}
