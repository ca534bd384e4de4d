package dev.sallyport.service.audit;

import dev.sallyport.crypto.audit.AuditRecord;
import dev.sallyport.crypto.audit.Hash32;
import dev.sallyport.crypto.id.Id;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A batch as the columns of one row of `audit.batch`; the same records make the same row.
///
/// @param records at least one, at most [#MOST]
record BatchRow(List<AuditRecord> records) {

    /// An event's number has twelve bits for its place.
    static final int MOST = 4_095;

    BatchRow {
        if (records.isEmpty() || records.size() > MOST) {
            throw new IllegalArgumentException("a batch has 1 to " + MOST + " records, not " + records.size());
        }
    }

    /// In the order of the writer's statement.
    Tuple parameters() {
        var ids = texts(record -> record.id().value());
        var moments = records.stream().map(BatchRow::moment).toArray(OffsetDateTime[]::new);
        byte[] hashes = hashes();
        return Tuple.tuple()
                .addOffsetDateTime(
                        Stream.of(moments).max(Comparator.naturalOrder()).orElseThrow())
                .addBuffer(Buffer.buffer(Hash32.sha256(hashes).bytes()))
                .addString(Stream.of(ids).min(Comparator.naturalOrder()).orElseThrow())
                .addString(Stream.of(ids).max(Comparator.naturalOrder()).orElseThrow())
                .addArrayOfString(ids)
                .addArrayOfShort(shorts(record -> record.event().isConcluded() ? 2 : 1))
                .addArrayOfOffsetDateTime(moments)
                .addArrayOfString(texts(record -> text(record.event().who().tenant())))
                .addArrayOfString(texts(record -> record.event().who().name()))
                .addArrayOfShort(
                        shorts(record -> record.event().decision().kind().ordinal()))
                .addArrayOfString(texts(record -> text(record.event().what().integration())))
                .addArrayOfString(texts(record -> record.event().what().operation()))
                .addArrayOfBuffer(stored())
                .addBuffer(Buffer.buffer(hashes))
                .addArrayOfBuffer(salts())
                .addArrayOfString(persons())
                .addArrayOfString(texts(record -> record.disclosure().address()));
    }

    /// PostgreSQL keeps microseconds.
    private static OffsetDateTime moment(AuditRecord record) {
        return record.event().at().truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    }

    /// Most batches have none; they are not in the index of batches with persons.
    private @Nullable String @Nullable [] persons() {
        var persons = texts(record -> record.disclosure().person());
        return Arrays.stream(persons).allMatch(person -> person == null) ? null : persons;
    }

    private byte[] hashes() {
        byte[] hashes = new byte[records.size() * Hash32.BYTES];
        for (int place = 0; place < records.size(); place++) {
            records.get(place).leaf().copyTo(hashes, place * Hash32.BYTES);
        }
        return hashes;
    }

    private Buffer[] stored() {
        byte[][] stored =
                CanonicalDelta.pack(records.stream().map(AuditRecord::canonical).toList());
        var buffers = new Buffer[stored.length];
        Arrays.setAll(buffers, place -> Buffer.buffer(stored[place]));
        return buffers;
    }

    private @Nullable String[] texts(Function<AuditRecord, @Nullable String> column) {
        var texts = new @Nullable String[records.size()];
        Arrays.setAll(texts, place -> column.apply(records.get(place)));
        return texts;
    }

    private Short[] shorts(ToIntFunction<AuditRecord> column) {
        var shorts = new Short[records.size()];
        Arrays.setAll(shorts, place -> (short) column.applyAsInt(records.get(place)));
        return shorts;
    }

    private Buffer[] salts() {
        var salts = new Buffer[records.size()];
        Arrays.setAll(
                salts,
                place -> Buffer.buffer(records.get(place).disclosure().salt().bytes()));
        return salts;
    }

    private static @Nullable String text(@Nullable Id id) {
        return id == null ? null : id.value();
    }
}
