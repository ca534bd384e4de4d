package dev.sallyport.service.audit.read;

import static dev.sallyport.service.audit.sequence.Logs.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.crypto.audit.AuditRecord;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.service.audit.Samples;
import dev.sallyport.service.audit.sequence.Logs;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Events lie in batches of any size; readers see one after the other.
class ListIT {

    private static final TenantId OTHER = TenantId.of("ten_b");
    private static final int PAGE = 7;

    private final List<AuditRecord> records = new ArrayList<>();
    private Logs logs;

    @BeforeEach
    void write() throws Exception {
        logs = Logs.create();
        for (int size : new int[] {1, 13, 1, 2, 29, 8, 5}) {
            var some = Stream.generate(
                            () -> Samples.intent(records.size() % 3 == 0 ? OTHER : Samples.TENANT, Instant.now()))
                    .limit(size)
                    .peek(records::add)
                    .toList();
            await(Future.all(some.stream().map(logs.log::intend).toList()));
        }
    }

    @AfterEach
    void stop() throws Exception {
        logs.close();
    }

    @Test
    void pages_show_every_event_once_newest_first_before_and_after_it_is_in_the_log() throws Exception {
        for (var reach : List.of(new Reach.WholeLog(), new Reach.OfTenant(Samples.TENANT), new Reach.OfTenant(OTHER))) {
            assertThat(ids(reach)).isEqualTo(expected(reach));
        }
        logs.sequence();
        logs.awaitHead(records.size());
        for (var reach : List.of(new Reach.WholeLog(), new Reach.OfTenant(Samples.TENANT), new Reach.OfTenant(OTHER))) {
            assertThat(ids(reach)).isEqualTo(expected(reach));
        }
        assertThat(await(logs.reader.list(AuditFilter.of(new Reach.WholeLog()), null, 100)))
                .extracting(StoredEvent::leafIndex)
                .isEqualTo(Stream.iterate(records.size() - 1L, index -> index - 1)
                        .limit(records.size())
                        .toList());
    }

    @Test
    void a_time_bounds_events_not_batches() throws Exception {
        var third = records.get(3).event().at();
        var later = records.get(40).event().at();
        var filter = new AuditFilter(new Reach.WholeLog(), third, later, null, null, null);

        assertThat(await(logs.reader.list(filter, null, 100)))
                .extracting(StoredEvent::eventId)
                .isEqualTo(records.reversed().stream()
                        .filter(record -> !record.event().at().isBefore(third)
                                && record.event().at().isBefore(later))
                        .map(record -> record.id().value())
                        .toList());
    }

    @Test
    void a_call_is_found_by_its_id_in_whichever_batches_its_records_lie() throws Exception {
        var intent = records.get(20);
        var conclusion = Samples.conclusion(intent);
        await(logs.log.conclude(conclusion));
        logs.sequence();
        logs.awaitHead(records.size() + 1L);

        assertThat(await(logs.reader.byId(intent.id(), new Reach.WholeLog())))
                .extracting(StoredEvent::leaf)
                .containsExactly(intent.leaf(), conclusion.leaf());
        assertThat(await(logs.reader.prove(intent.id(), new Reach.WholeLog())))
                .extracting(AuditReader.Proven::leaf)
                .containsExactly(intent.leaf(), conclusion.leaf());
        assertThat(await(logs.reader.byId(records.get(21).id(), new Reach.OfTenant(OTHER))))
                .hasSize(1);
        assertThat(await(logs.reader.byId(records.get(21).id(), new Reach.OfTenant(Samples.TENANT))))
                .isEmpty();
    }

    private List<String> ids(Reach reach) throws Exception {
        List<String> ids = new ArrayList<>();
        Long before = null;
        List<StoredEvent> page;
        do {
            page = await(logs.reader.list(AuditFilter.of(reach), before, PAGE));
            page.forEach(event -> ids.add(event.eventId()));
            before = page.isEmpty() ? null : page.getLast().seq();
        } while (page.size() == PAGE);
        return ids;
    }

    private List<String> expected(Reach reach) {
        return records.reversed().stream()
                .filter(record -> reach.tenantOrNull() == null
                        || reach.tenantOrNull().equals(record.event().who().tenant()))
                .map(record -> record.id().value())
                .toList();
    }
}
