package dev.sallyport.proxy.outbound;

import dev.sallyport.crypto.audit.Timings;
import java.util.ArrayList;
import java.util.List;

/// Microseconds per hop of one call: each hop ends by naming itself. Not thread safe; hops follow each other.
final class StageClock {

    private static final int MOST = 16;

    private final String[] names = new String[MOST];
    private final long[] micros = new long[MOST];
    private int count;
    private long last = System.nanoTime();

    /// A hop that is taken again, because a change overtook the call, adds to its first time.
    void ended(String hop) {
        long now = System.nanoTime();
        int index = 0;
        while (index < count && !names[index].equals(hop)) {
            index++;
        }
        if (index < MOST) {
            names[index] = hop;
            micros[index] = (index < count ? micros[index] : 0) + (now - last) / 1000;
            count = Math.max(count, index + 1);
        }
        last = now;
    }

    Timings timings() {
        List<Timings.Timing> timings = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            timings.add(new Timings.Timing(names[i], micros[i]));
        }
        return new Timings(timings);
    }

    /// For the header `Server-Timing`; milliseconds. Source: W3C Server Timing.
    String header() {
        StringBuilder header = new StringBuilder(count * 20);
        for (int i = 0; i < count; i++) {
            header.append(i == 0 ? "" : ", ")
                    .append(names[i])
                    .append(";dur=")
                    .append(micros[i] / 1000)
                    .append('.')
                    .append(micros[i] / 100 % 10)
                    .append(micros[i] / 10 % 10)
                    .append(micros[i] % 10);
        }
        return header.toString();
    }

    /// Tells a meter of every hop.
    void tell(HopMeter meter) {
        for (int i = 0; i < count; i++) {
            meter.hop(names[i], micros[i]);
        }
    }
}
