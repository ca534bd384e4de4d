package dev.sallyport.testkit.hostile;

import java.io.ByteArrayOutputStream;

/// What all clients of one server sent, up to a limit, and how much they took. Thread-safe.
final class Received {

    private static final int MAX_BYTES = 1 << 20;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int passwordAnswers;
    private long sent;

    synchronized void add(byte[] more) {
        bytes.write(more, 0, Math.min(more.length, MAX_BYTES - bytes.size()));
    }

    synchronized void addPasswordAnswer() {
        passwordAnswers++;
    }

    synchronized void addSent(int count) {
        sent += count;
    }

    synchronized long sent() {
        return sent;
    }

    synchronized int answersToPasswordRequests() {
        return passwordAnswers;
    }

    synchronized byte[] bytes() {
        return bytes.toByteArray();
    }

    boolean contains(byte[] wanted) {
        var all = bytes();
        for (int at = 0; at <= all.length - wanted.length; at++) {
            if (java.util.Arrays.mismatch(all, at, at + wanted.length, wanted, 0, wanted.length) < 0) {
                return true;
            }
        }
        return false;
    }
}
