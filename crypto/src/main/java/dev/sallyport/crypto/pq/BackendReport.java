package dev.sallyport.crypto.pq;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Which backend does what and why; for the log line at start and for health.
 *
 * @param choices the backend of every operation
 * @param disabled backends that failed to load or failed a check, with the reason
 * @param pinned whether configuration made the choice, not measurement
 */
public record BackendReport(Map<PqOperation, Choice> choices, Map<String, String> disabled, boolean pinned) {
    /**
     * The choice for one operation.
     *
     * @param backend its name
     * @param nanosPerCall what calibration measured for every candidate; empty when pinned
     */
    public record Choice(String backend, Map<String, Long> nanosPerCall) {
        public Choice {
            nanosPerCall = Map.copyOf(nanosPerCall);
        }
    }

    public BackendReport {
        choices = Map.copyOf(choices);
        disabled = Map.copyOf(disabled);
    }

    /** The backend that does {@code operation}. */
    public String backendFor(PqOperation operation) {
        Choice choice = choices.get(operation);
        return choice == null ? "none" : choice.backend();
    }

    /** One line, such as {@code sign=jdk(bc 402us, jdk 238us) …}. */
    @Override
    public String toString() {
        String text = new TreeMap<>(choices)
                .entrySet().stream()
                        .map(e -> e.getKey().name().toLowerCase(java.util.Locale.ROOT) + "="
                                + e.getValue().backend() + figures(e.getValue()))
                        .collect(Collectors.joining(" "));
        return (pinned ? "pinned " : "") + text + (disabled.isEmpty() ? "" : " disabled=" + new TreeMap<>(disabled));
    }

    private static String figures(Choice choice) {
        return choice.nanosPerCall().isEmpty()
                ? ""
                : new TreeMap<>(choice.nanosPerCall())
                        .entrySet().stream()
                                .map(e -> e.getKey() + " " + e.getValue() / 1000 + "us")
                                .collect(Collectors.joining(", ", "(", ")"));
    }
}
