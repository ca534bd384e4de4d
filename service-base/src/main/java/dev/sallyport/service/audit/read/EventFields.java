package dev.sallyport.service.audit.read;

import dev.sallyport.crypto.audit.AuditEvent;
import dev.sallyport.crypto.audit.AuditEventCodec;
import dev.sallyport.crypto.audit.Hash32;
import dev.sallyport.crypto.audit.Outcome;
import dev.sallyport.crypto.audit.Stage;
import dev.sallyport.crypto.codec.MalformedException;
import dev.sallyport.crypto.codec.StrictBase64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The parts of an event that flat formats show.
record EventFields(
        AuditEvent event,
        @Nullable String tenant,
        @Nullable String integration,
        @Nullable Outcome outcome,
        @Nullable String person,
        @Nullable String address) {

    static Optional<EventFields> of(StoredEvent stored) {
        byte[] canonical = stored.canonical();
        if (canonical == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(of(AuditEventCodec.decode(canonical), stored));
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }

    static String path(@Nullable List<Hash32> path) {
        return path == null
                ? ""
                : path.stream().map(hash -> StrictBase64.encode(hash.bytes())).collect(Collectors.joining(" "));
    }

    private static EventFields of(AuditEvent event, StoredEvent stored) {
        var tenant = event.who().tenant();
        var integration = event.what().integration();
        var disclosure = stored.disclosure();
        return new EventFields(
                event,
                tenant == null ? null : tenant.value(),
                integration == null ? null : integration.value(),
                event.stage() instanceof Stage.Concluded concluded ? concluded.outcome() : null,
                disclosure == null ? null : disclosure.person(),
                disclosure == null ? null : disclosure.address());
    }
}
