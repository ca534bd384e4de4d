package dev.sallyport.guard.parser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dylibso.chicory.runtime.ByteArrayMemory;
import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.runtime.WasmRuntimeException;
import com.dylibso.chicory.wasm.types.MemoryLimits;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// Our memory and Chicory's do the same.
class FlatMemoryTest {

    private static final int FLAT_PAGES = 2;
    private static final int PAGES = 4;
    private static final int MOST_PAGES = 5;
    private static final int END = PAGES * Memory.PAGE_SIZE;
    private static final int[] EDGES = {0, FLAT_PAGES * Memory.PAGE_SIZE, 3 * Memory.PAGE_SIZE, END};

    private final Random random = new Random(7);

    @Test
    void random_calls_answer_as_those_of_chicorys_memory_and_leave_the_same_bytes() {
        Memory ours = grown(new FlatMemory(FLAT_PAGES, MOST_PAGES));
        Memory chicorys = grown(new ByteArrayMemory(new MemoryLimits(FLAT_PAGES, MOST_PAGES)));
        int refused = 0;

        for (int i = 0; i < 200_000; i++) {
            Function<Memory, Object> call = call();
            Object expected = outcome(chicorys, call);
            assertThat(outcome(ours, call)).isEqualTo(expected);
            refused += expected.equals("out of bounds") ? 1 : 0;
        }

        assertThat(ours.readBytes(0, END)).isEqualTo(chicorys.readBytes(0, END));
        assertThat(refused).isBetween(10_000, 100_000);
    }

    @Test
    void it_grows_up_to_its_limit() {
        var memory = new FlatMemory(FLAT_PAGES, MOST_PAGES);

        assertThat(memory.grow(MOST_PAGES - FLAT_PAGES + 1)).isEqualTo(-1);
        assertThat(memory.pages()).isEqualTo(FLAT_PAGES);
        assertThat(memory.grow(MOST_PAGES - FLAT_PAGES)).isEqualTo(FLAT_PAGES);
        assertThat(memory.pages()).isEqualTo(MOST_PAGES);
    }

    @Test
    void flattening_keeps_what_was_written_and_comes_before_growing() {
        var memory = new FlatMemory(1, MOST_PAGES);
        memory.writeI32(Memory.PAGE_SIZE - 4, 7);

        memory.flatten(FLAT_PAGES);

        assertThat(memory.readInt(Memory.PAGE_SIZE - 4)).isEqualTo(7);
        assertThat(memory.pages()).isEqualTo(FLAT_PAGES);
        assertThat(memory.grow(MOST_PAGES)).isEqualTo(-1);
        assertThat(memory.grow(1)).isEqualTo(FLAT_PAGES);
        assertThatThrownBy(() -> memory.flatten(MOST_PAGES)).isInstanceOf(IllegalStateException.class);
    }

    private static Memory grown(Memory memory) {
        memory.grow(PAGES - FLAT_PAGES);
        return memory;
    }

    /// A call that depends on nothing but the memory.
    private Function<Memory, Object> call() {
        int at = address();
        int from = address();
        int size = random.nextInt(10) == 0 ? random.nextInt(-2, 2 * Memory.PAGE_SIZE) : random.nextInt(24);
        long value = random.nextLong();
        return switch (random.nextInt(18)) {
            case 0 -> memory -> memory.read(at);
            case 1 -> memory -> memory.readShort(at);
            case 2 -> memory -> memory.readU16(at);
            case 3 -> memory -> memory.readInt(at);
            case 4 -> memory -> memory.readLong(at);
            case 5 -> memory -> Float.floatToRawIntBits(memory.readFloat(at));
            case 6 -> memory -> Double.doubleToRawLongBits(memory.readDouble(at));
            case 7 -> memory -> memory.readF32(at) + memory.readF64(at);
            case 8 -> memory -> memory.readBytes(at, size);
            case 9 -> writing(memory -> memory.writeByte(at, (byte) value));
            case 10 -> writing(memory -> memory.writeShort(at, (short) value));
            case 11 -> writing(memory -> memory.writeI32(at, (int) value));
            case 12 -> writing(memory -> memory.writeLong(at, value));
            case 13 -> writing(memory -> memory.writeF32(at, Float.intBitsToFloat((int) value)));
            case 14 -> writing(memory -> memory.writeF64(at, Double.longBitsToDouble(value)));
            case 15 -> writing(memory -> memory.fill((byte) value, at, at + size));
            case 16 -> writing(memory -> memory.copy(at, from, size));
            default -> {
                byte[] bytes = new byte[24];
                random.nextBytes(bytes);
                yield writing(memory -> memory.write(at, bytes, 2, Math.min(size, 22)));
            }
        };
    }

    private interface Write {
        void to(Memory memory);
    }

    private static Function<Memory, Object> writing(Write write) {
        return memory -> {
            write.to(memory);
            return "written";
        };
    }

    /// Around an edge, anywhere inside, or anywhere at all.
    private int address() {
        return switch (random.nextInt(10)) {
            case 0, 1, 2, 3, 4, 5 -> EDGES[random.nextInt(EDGES.length)] + random.nextInt(-12, 12);
            case 6, 7, 8 -> random.nextInt(END);
            default -> random.nextInt();
        };
    }

    private static Object outcome(Memory memory, Function<Memory, Object> call) {
        try {
            return call.apply(memory);
        } catch (WasmRuntimeException e) {
            return "out of bounds";
        }
    }
}
