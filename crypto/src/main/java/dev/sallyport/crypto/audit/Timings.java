package dev.sallyport.crypto.audit;

import dev.sallyport.crypto.codec.MalformedException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Microseconds per stage of a call, in the order in which the stages ran; each stage once, at most 256. */
public record Timings(List<Timing> list) {
    private static final Timings NONE = new Timings(List.of());

    /** One stage and its microseconds. */
    public record Timing(String stage, long micros) {
        public Timing {
            Limits.token("stage", stage);
            Limits.count("micros", micros);
        }
    }

    public Timings {
        list = List.copyOf(list);
        Limits.size("timings", list.size(), Limits.LIST);
        Set<String> seen = new HashSet<>();
        for (Timing timing : list) {
            if (!seen.add(timing.stage())) {
                throw new MalformedException("a stage is timed twice");
            }
        }
    }

    public static Timings none() {
        return NONE;
    }

    /** The same timings and one more. */
    public Timings and(String stage, long micros) {
        List<Timing> more = new ArrayList<>(list);
        more.add(new Timing(stage, micros));
        return new Timings(more);
    }
}
