package dev.sallyport.service.audit.read;

import dev.sallyport.crypto.audit.Hash32;
import dev.sallyport.crypto.audit.export.ExportWriter;
import dev.sallyport.crypto.codec.MalformedException;
import java.util.List;
import org.jspecify.annotations.Nullable;

final class JsonLines {

    private JsonLines() {}

    static String line(long index, StoredEvent event, @Nullable List<Hash32> path) {
        byte[] canonical = event.canonical();
        if (canonical == null) {
            return ExportWriter.absent(index, event.eventId(), event.leaf(), event.retired());
        }
        try {
            return ExportWriter.event(index, canonical, event.disclosure(), path);
        } catch (MalformedException e) {
            return ExportWriter.broken(index, canonical);
        }
    }
}
