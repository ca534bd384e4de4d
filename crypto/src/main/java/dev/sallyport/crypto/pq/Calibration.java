package dev.sallyport.crypto.pq;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntConsumer;

/**
 * Measures every candidate on every operation, taking turns call by call so that a busy machine slows all of them
 * alike. Signing repeats 32 fixed messages with fixed randomness, because rejection sampling makes one message cost up
 * to ten times another; the figure is the mean over messages of the fastest call. The first half of the time warms up.
 */
final class Calibration {
    private static final int MESSAGES = 32;
    private static final int MESSAGE_BYTES = 700;

    private final Duration budget;

    Calibration(Duration budget) {
        this.budget = budget;
    }

    Map<PqOperation, Map<String, Long>> run(List<PqBackend> candidates) {
        Map<PqOperation, Map<String, Long>> figures = new EnumMap<>(PqOperation.class);
        for (PqOperation operation : PqOperation.values()) {
            figures.put(operation, measure(operation, candidates));
        }
        return figures;
    }

    private Map<String, Long> measure(PqOperation operation, List<PqBackend> candidates) {
        List<IntConsumer> calls =
                candidates.stream().map(c -> call(operation, c)).toList();
        long nanos = budget.toNanos() / PqOperation.values().length;
        long start = System.nanoTime();
        long[][] cold = fastest(calls, start + nanos / 2);
        long[][] warm = fastest(calls, start + nanos);
        Map<String, Long> figures = new TreeMap<>();
        for (int i = 0; i < calls.size(); i++) {
            long[] counted = warm[i][0] == 0 ? cold[i] : warm[i];
            figures.put(candidates.get(i).name(), (long)
                    Arrays.stream(counted).filter(n -> n > 0).average().orElse(0));
        }
        return figures;
    }

    /** The fastest call per candidate and message; at least one message, and the same ones for every candidate. */
    private static long[][] fastest(List<IntConsumer> calls, long end) {
        long[][] fastest = new long[calls.size()][MESSAGES];
        int turn = 0;
        do {
            int message = turn++ % MESSAGES;
            for (int i = 0; i < calls.size(); i++) {
                long start = System.nanoTime();
                calls.get(i).accept(message);
                long taken = Math.max(1, System.nanoTime() - start);
                fastest[i][message] = fastest[i][message] == 0 ? taken : Math.min(fastest[i][message], taken);
            }
        } while (System.nanoTime() < end);
        return fastest;
    }

    private static IntConsumer call(PqOperation operation, PqBackend backend) {
        FixedRandom random = new FixedRandom(7);
        byte[] kemSeed = filled(PqSizes.KEM_SEED, 42);
        byte[] signatureSeed = filled(PqSizes.SIGNATURE_SEED, 42);
        return switch (operation) {
            case ENCAPSULATE -> {
                PqBackend.Encapsulator key = backend.encapsulator(backend.kemPublicKey(kemSeed));
                yield message -> key.encapsulate(random);
            }
            case DECAPSULATE -> {
                byte[] ciphertext = backend.encapsulator(backend.kemPublicKey(kemSeed))
                        .encapsulate(random)
                        .ciphertext();
                PqBackend.Decapsulator key = backend.decapsulator(kemSeed);
                yield message -> key.decapsulate(ciphertext);
            }
            case SIGN -> {
                PqBackend.Signer key = backend.signer(signatureSeed);
                yield message -> key.sign(filled(MESSAGE_BYTES, message), random);
            }
            case VERIFY -> {
                byte[] signed = filled(MESSAGE_BYTES, 0);
                byte[] signature = backend.signer(signatureSeed).sign(signed, random);
                PqBackend.Verifier key = backend.verifier(backend.signaturePublicKey(signatureSeed));
                yield message -> key.verify(signed, signature);
            }
        };
    }

    private static byte[] filled(int length, int filler) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) filler);
        return bytes;
    }
}
