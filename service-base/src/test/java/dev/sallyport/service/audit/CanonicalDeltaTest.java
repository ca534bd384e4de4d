package dev.sallyport.service.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.crypto.audit.AuditRecord;
import dev.sallyport.crypto.codec.MalformedException;
import dev.sallyport.crypto.id.TenantId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is stored for the canonical bytes of a batch's records, and back.
class CanonicalDeltaTest {

    private static final long SEED = 20_261_122;

    @Test
    void records_of_one_kind_take_less_than_half_by_their_difference() {
        var canonicals =
                canonicals(Stream.generate(Samples::conclusion).limit(30).toList());

        byte[][] stored = CanonicalDelta.pack(canonicals);

        assertThat(stored[0]).isEqualTo(canonicals.getFirst());
        assertThat(Arrays.stream(stored).skip(1))
                .allSatisfy(delta -> assertThat(delta.length).isLessThan(canonicals.getFirst().length / 2));
        assertRestored(canonicals);
    }

    @Test
    void records_of_other_lengths_take_less_by_their_difference_too() {
        var canonicals = canonicals(List.of(
                Samples.conclusion(),
                Samples.intent(),
                Samples.conclusion(TenantId.of("ten_another")),
                Samples.conclusion()));

        byte[][] stored = CanonicalDelta.pack(canonicals);

        assertThat(canonicals.get(2).length).isNotEqualTo(canonicals.getFirst().length);
        for (int place = 1; place < 4; place++) {
            assertThat(stored[place].length).isLessThan(canonicals.get(place).length * 7 / 10);
        }
        assertRestored(canonicals);
    }

    @CsvSource({
        "0102030405, 010005000500ff00", // no shorter than what it restores
        "01020304050607080910111213141516, 01000f00101000", // another basis
        "01020304050607080910111213141516, 01001000100f01", // cut
        "01020304050607080910111213141516, 01001000100f00", // ends too early
        "01020304050607080910111213141516, 010010000f1000", // more alike than was asked for
        "01020304050607080910111213141516, 010010001010000001aa", // goes on behind the end
        "01020304050607080910111213141516, 0100100010100000000000", // turns twice
        "01020304050607080910111213141516, 01001000121200", // more alike than there is
        "01020304050607080910111213141516, 010010001200000400", // begins before the basis does
        "01020304050607080910111213141516, 010010000c000004000c00" // goes on behind the end, counted from there
    })
    @ParameterizedTest
    void pieces_that_fit_nowhere_are_refused(String basis, String stored) {
        byte[] from = HexFormat.of().parseHex(basis);
        byte[] bytes = HexFormat.of().parseHex(stored);

        assertThatThrownBy(() -> CanonicalDelta.whole(bytes, from)).isInstanceOf(MalformedException.class);
    }

    @Test
    void a_delta_copies_from_both_ends_of_its_basis() {
        var half = "000102030405060708090a0b0c0d0e0f";
        byte[] basis = HexFormat.of().parseHex(half + half);
        byte[] longer = HexFormat.of().parseHex(half + "ffff" + half);

        byte[][] stored = CanonicalDelta.pack(List.of(basis, longer));

        assertThat(stored[1]).isEqualTo(HexFormat.of().parseHex("0100200022" + "1000" + "0000" + "0002ffff" + "1000"));
        assertThat(CanonicalDelta.whole(stored[1], basis)).isEqualTo(longer);
    }

    /// The first record of a batch does not decide how well those of another kind pack.
    @Test
    void a_record_of_another_kind_is_whole_and_those_after_it_are_stored_by_it() {
        List<AuditRecord> records = new ArrayList<>();
        records.add(Samples.signIn(Samples.TENANT, "grace@example.org"));
        Stream.generate(Samples::conclusion).limit(29).forEach(records::add);
        var canonicals = canonicals(records);

        byte[][] stored = CanonicalDelta.pack(canonicals);

        assertThat(stored[1]).isEqualTo(canonicals.get(1));
        assertThat(stored[29].length).isLessThan(canonicals.get(29).length / 2);
        assertRestored(canonicals);
    }

    @Test
    void each_length_has_a_basis_of_its_own() {
        var canonicals = canonicals(List.of(
                Samples.conclusion(),
                Samples.signIn(Samples.TENANT, "grace@example.org"),
                Samples.intent(),
                Samples.conclusion(),
                Samples.intent(),
                Samples.signIn(Samples.TENANT, "ada@example.org")));

        byte[][] stored = CanonicalDelta.pack(canonicals);

        // Two thirds of a sign-in are random: the second may be whole.
        assertThat(IntStream.range(0, 6).filter(place -> stored[place][0] == 1)).contains(3, 4);
        assertRestored(canonicals);
    }

    @Test
    void whatever_the_bytes_are_they_come_back() {
        var random = new Random(SEED);
        for (int run = 0; run < 3_000; run++) {
            assertRestored(alike(random));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 6, 7, 254, 255, 256, 257, 510, 511, 765, 65_535, 65_536})
    void stretches_of_every_length_come_back(int length) {
        byte[] basis = new byte[length];
        byte[] other = new byte[length];
        Arrays.fill(other, 1, length, (byte) 7);
        byte[] lastByte = basis.clone();
        lastByte[length - 1] = 2;
        var canonicals = List.of(basis, other, basis.clone(), lastByte);

        assertRestored(canonicals);

        boolean pays = length > 7 && length <= CanonicalDelta.LONGEST;
        assertThat(CanonicalDelta.pack(canonicals)[3].length).isLessThan(pays ? length : length + 1);
    }

    @Test
    void a_delta_that_was_cut_or_prolonged_is_refused() {
        var canonicals = canonicals(List.of(Samples.conclusion(), Samples.conclusion()));
        byte[] basis = canonicals.getFirst();
        byte[] delta = CanonicalDelta.pack(canonicals)[1];

        for (int length = 1; length < delta.length; length++) {
            byte[] cut = Arrays.copyOf(delta, length);
            assertThatThrownBy(() -> CanonicalDelta.whole(cut, basis)).isInstanceOf(MalformedException.class);
        }
        for (int more = 1; more < 4; more++) {
            byte[] prolonged = Arrays.copyOf(delta, delta.length + more);
            prolonged[delta.length + more - 1] = 1;
            assertThatThrownBy(() -> CanonicalDelta.whole(prolonged, basis)).isInstanceOf(MalformedException.class);
        }
    }

    @Test
    void a_delta_without_what_it_was_made_from_is_refused() {
        var canonicals = canonicals(List.of(Samples.conclusion(), Samples.conclusion()));
        byte[] delta = CanonicalDelta.pack(canonicals)[1];

        assertThatThrownBy(() -> CanonicalDelta.whole(delta, null)).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> CanonicalDelta.whole(delta, new byte[7])).isInstanceOf(MalformedException.class);
    }

    @Test
    void any_bytes_are_restored_or_refused() {
        var random = new Random(SEED);
        int restored = 0;
        for (int run = 0; run < 50_000; run++) {
            byte[] basis = basis(random);
            byte[] stored = garbage(random, basis.length);
            try {
                byte[] whole = CanonicalDelta.whole(stored, basis);
                assertThat(stored[0] == 1).isEqualTo(whole.length > stored.length);
                restored += stored[0];
            } catch (MalformedException _) {
                assertThat(stored[0]).isEqualTo((byte) 1);
            }
        }
        assertThat(restored).as("garbage that fits").isGreaterThan(100);
    }

    @Test
    void bytes_that_could_be_taken_for_a_delta_are_never_stored() {
        assertThatThrownBy(() -> CanonicalDelta.pack(List.of(new byte[] {1, 0, 1, 0})))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /// Up to 39 bytes that are no delta.
    static byte[] basis(Random random) {
        byte[] basis = new byte[random.nextInt(40)];
        random.nextBytes(basis);
        if (basis.length > 0) {
            basis[0] = 0;
        }
        return basis;
    }

    /// A few pieces, some of which fit.
    static byte[] garbage(Random random, int basisLength) {
        byte[] stored = new byte[80];
        random.nextBytes(stored);
        stored[1] = 0;
        int end = 5;
        int length = 0;
        for (int pieces = random.nextInt(6); pieces > 0; pieces--) {
            int alike = random.nextInt(30) == 0 ? 255 : random.nextInt(14);
            int own = random.nextInt(4);
            stored[end] = (byte) alike;
            stored[end + 1] = (byte) own;
            end += 2 + own;
            length += alike + own;
        }
        stored[0] = (byte) (random.nextInt(8) == 0 ? 0 : 1);
        stored[2] = (byte) (random.nextInt(8) == 0 ? 1 : basisLength);
        stored[3] = (byte) (length >> 8);
        stored[4] = (byte) (random.nextInt(4) == 0 ? random.nextInt(80) : length);
        return Arrays.copyOf(stored, random.nextInt(8) == 0 ? 1 + random.nextInt(end) : end);
    }

    /// A few records, some of one length and with some bytes in common.
    static List<byte[]> alike(Random random) {
        List<byte[]> canonicals = new ArrayList<>();
        int kinds = 1 + random.nextInt(3);
        byte[][] models = new byte[kinds][];
        for (int kind = 0; kind < kinds; kind++) {
            models[kind] = new byte[random.nextInt(700)];
            random.nextBytes(models[kind]);
        }
        for (int i = 0; i < 6; i++) {
            byte[] canonical = prolonged(random, models[random.nextInt(kinds)]);
            for (int changes = random.nextInt(12); changes > 0 && canonical.length > 0; changes--) {
                int from = random.nextInt(canonical.length);
                int until = Math.min(canonical.length, from + random.nextInt(300));
                for (int at = from; at < until; at++) {
                    canonical[at] = (byte) random.nextInt(4);
                }
            }
            if (canonical.length > 0) {
                canonical[0] = 0;
            }
            canonicals.add(canonical);
        }
        return canonicals;
    }

    /// With a few bytes more somewhere, or as it is.
    private static byte[] prolonged(Random random, byte[] model) {
        byte[] canonical = Arrays.copyOf(model, model.length + Math.max(0, random.nextInt(20) - 10));
        int at = random.nextInt(model.length + 1);
        System.arraycopy(model, at, canonical, canonical.length - (model.length - at), model.length - at);
        return canonical;
    }

    private static List<byte[]> canonicals(List<AuditRecord> records) {
        return records.stream().map(AuditRecord::canonical).toList();
    }

    private static void assertRestored(List<byte[]> canonicals) {
        byte[][] stored = CanonicalDelta.pack(canonicals);
        assertThat(stored.length).isEqualTo(canonicals.size());
        for (int place = 0; place < stored.length; place++) {
            byte[] canonical = canonicals.get(place);
            assertThat(stored[place].length).isLessThanOrEqualTo(canonical.length);
            byte[] basis = basis(stored, stored[place]);
            assertThat(CanonicalDelta.whole(stored[place], basis)).isEqualTo(canonical);
        }
    }

    /// As a reader finds it.
    static byte @Nullable [] basis(byte[][] batch, byte[] stored) {
        int length = stored.length < 3 ? -1 : (stored[1] & 0xff) << 8 | stored[2] & 0xff;
        return Arrays.stream(batch)
                .filter(whole -> whole.length == length && whole.length > 0 && whole[0] != 1)
                .findFirst()
                .orElse(null);
    }
}
