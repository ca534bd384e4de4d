package dev.sallyport.crypto.pq;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Measures every candidate on every operation, taking turns call by call so that a busy machine slows all of them
 * alike, with fixed inputs so that rejection sampling does the same work in each. The second half counts; the first
 * warms up.
 */
final class Calibration {
    private static final int MAX_SAMPLES = 20_000;
    private static final byte[] MESSAGE = new byte[700];

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
        List<Runnable> calls = candidates.stream().map(c -> call(operation, c)).toList();
        long[][] samples = new long[candidates.size()][MAX_SAMPLES];
        long end = System.nanoTime() + budget.toNanos() / PqOperation.values().length;
        int count = 0;
        do {
            for (int i = 0; i < calls.size(); i++) {
                long start = System.nanoTime();
                calls.get(i).run();
                samples[i][count] = System.nanoTime() - start;
            }
            count++;
        } while (count < MAX_SAMPLES && System.nanoTime() < end);
        Map<String, Long> figures = new TreeMap<>();
        for (int i = 0; i < calls.size(); i++) {
            figures.put(candidates.get(i).name(), lowerQuartile(samples[i], count));
        }
        return figures;
    }

    private static long lowerQuartile(long[] samples, int count) {
        long[] counted = Arrays.copyOfRange(samples, count / 2, count);
        Arrays.sort(counted);
        return counted[counted.length / 4];
    }

    private static Runnable call(PqOperation operation, PqBackend backend) {
        FixedRandom random = new FixedRandom(7);
        byte[] kemSeed = filled(PqSizes.KEM_SEED);
        byte[] signatureSeed = filled(PqSizes.SIGNATURE_SEED);
        return switch (operation) {
            case ENCAPSULATE -> {
                PqBackend.Encapsulator key = backend.encapsulator(backend.kemPublicKey(kemSeed));
                yield () -> key.encapsulate(random);
            }
            case DECAPSULATE -> {
                byte[] ciphertext = backend.encapsulator(backend.kemPublicKey(kemSeed))
                        .encapsulate(random)
                        .ciphertext();
                PqBackend.Decapsulator key = backend.decapsulator(kemSeed);
                yield () -> key.decapsulate(ciphertext);
            }
            case SIGN -> {
                PqBackend.Signer key = backend.signer(signatureSeed);
                yield () -> key.sign(MESSAGE, random);
            }
            case VERIFY -> {
                byte[] signature = backend.signer(signatureSeed).sign(MESSAGE, random);
                PqBackend.Verifier key = backend.verifier(backend.signaturePublicKey(signatureSeed));
                yield () -> key.verify(MESSAGE, signature);
            }
        };
    }

    private static byte[] filled(int length) {
        byte[] seed = new byte[length];
        Arrays.fill(seed, (byte) 42);
        return seed;
    }
}
