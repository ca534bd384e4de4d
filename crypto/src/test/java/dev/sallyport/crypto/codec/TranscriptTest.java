package dev.sallyport.crypto.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TranscriptTest {
    @Test
    void numbers_are_big_endian_and_fields_carry_their_length() {
        byte[] bytes = new TranscriptWriter(1)
                .u8(255)
                .u32(0x01020304)
                .u64(0x0102030405060708L)
                .lp("\u00e4")
                .raw(new byte[] {9})
                .toByteArray();
        assertThat(HexFormat.of().formatHex(bytes))
                .isEqualTo("ff" + "01020304" + "0102030405060708" + "00000002c3a4" + "09");
    }

    @Test
    void what_was_written_is_read() {
        Random random = new Random(4);
        for (int i = 0; i < 2000; i++) {
            int u8 = random.nextInt(256);
            int u32 = random.nextInt(Integer.MAX_VALUE);
            long u64 = random.nextLong(Long.MAX_VALUE);
            byte[] field = new byte[random.nextInt(2000)];
            random.nextBytes(field);
            byte[] bytes = new TranscriptWriter()
                    .lp(field)
                    .u8(u8)
                    .u64(u64)
                    .lp("a\u00e4\ud83d\ude00")
                    .u32(u32)
                    .toByteArray();
            TranscriptReader in = new TranscriptReader(bytes);
            assertThat(in.lp(2000)).isEqualTo(field);
            assertThat(in.u8()).isEqualTo(u8);
            assertThat(in.u64()).isEqualTo(u64);
            assertThat(in.lpText(16)).isEqualTo("a\u00e4\ud83d\ude00");
            assertThat(in.u32()).isEqualTo(u32);
            in.end();
        }
    }

    @Test
    void every_cut_of_a_record_is_refused() {
        byte[] whole = new TranscriptWriter().lp("abc").u64(7).lp(new byte[5]).toByteArray();
        for (int length = 0; length < whole.length; length++) {
            TranscriptReader in = new TranscriptReader(java.util.Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> {
                        in.lpText(10);
                        in.u64();
                        in.lp(10);
                    })
                    .isInstanceOf(MalformedException.class);
        }
    }

    @Test
    void lengths_that_lie_allocate_nothing() {
        for (String head : new String[] {"7fffffff", "80000000", "ffffffff", "00000011"}) {
            TranscriptReader in = new TranscriptReader(HexFormat.of().parseHex(head + "00000000"));
            assertThatThrownBy(() -> in.lp(Integer.MAX_VALUE)).isInstanceOf(MalformedException.class);
        }
    }

    @Test
    void values_outside_their_type_are_refused() {
        TranscriptWriter out = new TranscriptWriter();
        assertThatThrownBy(() -> out.u8(256)).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> out.u8(-1)).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> out.u32(-1)).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> out.u64(-1)).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> out.lp("\ud800")).isInstanceOf(MalformedException.class);
        assertThat(out.length()).isZero();
    }

    @Test
    void text_that_is_not_utf_8_is_refused() {
        TranscriptReader in = new TranscriptReader(HexFormat.of().parseHex("00000002c0af"));
        assertThatThrownBy(() -> in.lpText(10)).isInstanceOf(MalformedException.class);
    }
}
