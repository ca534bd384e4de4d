package dev.sallyport.testkit.link;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Arrays;
import java.util.Random;

/// Passes an answer on as a fault leaves it.
final class Damage {
    private static final int NOISE_BYTES = 4096;
    private static final int SEED = 20_260_101;

    private Damage() {}

    /// Whether the connection goes on.
    static boolean pass(Socket client, byte[] answer, Fault fault) throws IOException, InterruptedException {
        var out = client.getOutputStream();
        int body = HttpBytes.body(answer);
        return switch (fault) {
            case NONE -> sent(out, answer);
            case LATE -> {
                Thread.sleep(500);
                yield sent(out, answer);
            }
            case RESET_BEFORE -> reset(client);
            case SILENT -> {
                // Until the client gives up.
                client.getInputStream().read();
                yield false;
            }
            case RESET_WITHIN -> {
                sent(out, Arrays.copyOf(answer, Math.min(64, answer.length)));
                Thread.sleep(20);
                yield reset(client);
            }
            case TRUNCATED -> {
                sent(out, Arrays.copyOf(answer, answer.length - (answer.length - body) / 2));
                yield false;
            }
            case CUT -> {
                sent(out, success((answer.length - body) / 2));
                sent(out, Arrays.copyOfRange(answer, body, body + (answer.length - body) / 2));
                yield false;
            }
            case FLIPPED -> {
                var flipped = answer.clone();
                flipped[body + (answer.length - body) / 2] ^= 1;
                yield sent(out, flipped);
            }
            case NOISE -> {
                sent(out, success(NOISE_BYTES));
                yield sent(out, noise());
            }
            case GARBAGE -> {
                sent(out, noise());
                yield false;
            }
            case DRIPPING -> dripped(out, answer);
        };
    }

    private static boolean sent(OutputStream out, byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
        return true;
    }

    private static boolean dripped(OutputStream out, byte[] bytes) throws IOException, InterruptedException {
        for (byte each : bytes) {
            out.write(each);
            out.flush();
            Thread.sleep(20);
        }
        return true;
    }

    private static boolean reset(Socket client) throws IOException {
        client.setSoLinger(true, 0);
        client.close();
        return false;
    }

    private static byte[] success(int length) {
        return ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + length + "\r\n\r\n")
                .getBytes(ISO_8859_1);
    }

    private static byte[] noise() {
        var bytes = new byte[NOISE_BYTES];
        new Random(SEED).nextBytes(bytes);
        return bytes;
    }
}
