package dev.sallyport.crypto.pq;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;

/** Backends that loaded and passed their checks, the baseline first, and those that did not, with the reason. */
record Candidates(List<PqBackend> healthy, Map<String, String> disabled) {
    private static final int MAX_PROVIDERS = 16;

    static Candidates load() {
        return check(new BouncyCastleBackend(), ServiceLoader.load(PqBackend.class, PqBackend.class.getClassLoader()));
    }

    /** Tries the baseline and everything that the loader offers; the baseline itself must pass. */
    static Candidates check(PqBackend baseline, Iterable<PqBackend> offered) {
        List<PqBackend> healthy = new ArrayList<>();
        Map<String, String> disabled = new TreeMap<>();
        SelfTest selfTest = new SelfTest(baseline);
        selfTest.run(baseline);
        healthy.add(baseline);
        Iterator<PqBackend> rest = offered.iterator();
        for (int i = 0; i < MAX_PROVIDERS; i++) {
            try {
                if (!rest.hasNext()) {
                    break;
                }
                admit(rest.next(), selfTest, healthy, disabled);
            } catch (ServiceConfigurationError | LinkageError e) {
                disabled.put("provider " + i, "does not load: " + e.getClass().getSimpleName());
            }
        }
        return new Candidates(List.copyOf(healthy), Map.copyOf(disabled));
    }

    private static void admit(
            PqBackend candidate, SelfTest selfTest, List<PqBackend> healthy, Map<String, String> disabled) {
        try {
            selfTest.run(candidate);
            healthy.add(candidate);
        } catch (RuntimeException | LinkageError e) {
            disabled.put(candidate.name(), e.getClass().getSimpleName() + ": " + e.getMessage());
        }
    }

    PqBackend named(String name) {
        return healthy.stream()
                .filter(backend -> backend.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("post-quantum backend " + name + " is not usable here"
                        + (disabled.containsKey(name) ? ": " + disabled.get(name) : "")));
    }
}
