package dev.sallyport.proxy.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.crypto.secret.Secret;
import dev.sallyport.proxy.value.JsonBytes;
import dev.sallyport.proxy.value.ResultWriter;
import dev.sallyport.proxy.value.TypeCatalogue;
import dev.sallyport.testkit.postgres.EmbeddedPostgres;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.nio.NioEventLoopGroup;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The decoder against bytes: what a real server sent, recorded, cut anywhere and changed anywhere, and what a hostile
/// one makes up. Whatever comes, every request ends in a value or in a failure of a known type, and at once.
@Timeout(180)
class WireFuzzIT {

    private static final long SEED = 20_261_121;
    private static final int MUTATIONS = 20_000;
    private static final int INVENTIONS = 20_000;
    private static final long LONGEST_CASE_MS = 2_000;
    private static final String TYPES = "RKSNEZ12tTnDCsI3AGHWvdV";

    private static final String MANY = "SELECT n::int8, 'text ' || n, ('{\"a\": [' || n || ', null]}')::jsonb,"
            + " ARRAY[n, NULL, 7], now() - now(), NULL::numeric, '\\x00ff'::bytea, n % 2 = 0, n::float8 / 3"
            + " FROM generate_series(1, 40) n";

    private static byte[] recorded = new byte[0];
    private static List<String> expected = List.of();

    /// What a client does in every case: the same requests in the same order, and their outcomes.
    private static final class Script {

        private final WireConnection connection;
        private final List<Future<String>> outcomes = new ArrayList<>();

        Script(WireConnection connection) {
            this.connection = connection;
        }

        void run() {
            outcomes.add(connection.control(ControlStatement.BEGIN_READ_ONLY).map(Completion::verb));
            outcomes.add(connection.control(ControlStatement.PROBE).map(Completion::verb));
            outcomes.add(connection.control(ControlStatement.ROLLBACK).map(Completion::verb));
            outcomes.add(rows(MANY, 0));
            outcomes.add(rows("SELECT n FROM generate_series(1, 9) n", 3));
            outcomes.add(rows("SELECT 1 / (n - 3) FROM generate_series(1, 9) n", 0));
            outcomes.add(rows("SELECT 1 WHERE false", 0));
            outcomes.add(rows("SELEC", 0));
        }

        private Future<String> rows(String sql, int maxRows) {
            TypeCatalogue types = new TypeCatalogue();
            JsonBytes out = new JsonBytes(64 * 1024);
            Promise<String> result = Promise.promise();
            connection
                    .prepare(sql)
                    .compose(shape -> connection
                            .run(
                                    shape,
                                    List.of(),
                                    maxRows,
                                    16 * 1024,
                                    new ResultWriter(out, types.columnTypes(shape), 1000))
                            .map(done -> done + " " + new String(out.take(), StandardCharsets.UTF_8)))
                    .onComplete(result);
            return result.future();
        }

        List<String> settled() {
            return outcomes.stream()
                    .map(outcome -> {
                        assertThat(outcome.isComplete())
                                .as("a request without an end")
                                .isTrue();
                        return outcome.succeeded() ? outcome.result() : known(outcome.cause());
                    })
                    .toList();
        }
    }

    /// Fails on anything that is a fault of this program.
    private static String known(Throwable failure) {
        assertThat(failure)
                .isInstanceOfAny(
                        StatementRefused.class, ProtocolViolation.class, ConnectionLost.class, RowSink.Refused.class);
        assertThat(failure.getMessage()).doesNotStartWith("broken");
        return failure.getClass().getSimpleName() + " " + failure.getMessage();
    }

    @BeforeAll
    static void record() throws Exception {
        EmbeddedPostgres server = EmbeddedPostgres.shared();
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        NioEventLoopGroup loops = new NioEventLoopGroup(1);
        try (ServerSocket relay = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> relay(relay, server.port(), sent));
            WireConnector connector = new WireConnector(loops.next(), Runnable::run, Duration.ofSeconds(5));
            WireConnection connection = TestServers.on(
                    connector.open(TestServers.plain(relay.getLocalPort()), TestServers.superuser(server, "postgres")));
            Script script = new Script(connection);
            Promise<Void> began = Promise.promise();
            loops.next().execute(() -> {
                script.run();
                began.complete();
            });
            TestServers.on(began.future());
            for (Future<String> outcome : script.outcomes) {
                TestServers.on(outcome.otherwise(""));
            }
            expected = script.settled();
            recorded = behindLogin(sent.toByteArray());
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }

    private static void relay(ServerSocket relay, int port, ByteArrayOutputStream sent) {
        try (Socket client = relay.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
            Thread.ofVirtual().start(() -> copy(client, server, null));
            copy(server, client, sent);
        } catch (java.io.IOException e) {
            // the recording is over
        }
    }

    private static void copy(Socket from, Socket to, @org.jspecify.annotations.Nullable ByteArrayOutputStream also) {
        byte[] buffer = new byte[65_536];
        try {
            for (int read = from.getInputStream().read(buffer);
                    read > 0;
                    read = from.getInputStream().read(buffer)) {
                if (also != null) {
                    also.write(buffer, 0, read);
                }
                to.getOutputStream().write(buffer, 0, read);
            }
        } catch (java.io.IOException e) {
            // one side ended
        }
    }

    private static byte[] behindLogin(byte[] stream) {
        ByteBuffer in = ByteBuffer.wrap(stream);
        while (in.hasRemaining()) {
            byte type = in.get();
            in.position(in.position() + in.getInt(in.position()));
            if (type == 'Z') {
                return Arrays.copyOfRange(stream, in.position(), stream.length);
            }
        }
        throw new AssertionError("the server was never ready");
    }

    /// Plays a stream in pieces to a client that runs the script, then ends the connection.
    private static List<String> play(byte[] stream, SplittableRandom random) {
        EmbeddedChannel channel = new EmbeddedChannel();
        WireConnection connection = new WireConnection(channel, 1, 2);
        channel.pipeline().addLast(new FrameDecoder(connection));
        Script script = new Script(connection);
        script.run();
        long start = System.nanoTime();
        for (int at = 0; at < stream.length && channel.isOpen(); ) {
            int piece = Math.min(stream.length - at, 1 + random.nextInt(random.nextInt(8) == 0 ? 3000 : 40_000));
            channel.writeInbound(Unpooled.copiedBuffer(stream, at, piece));
            channel.runPendingTasks();
            at += piece;
        }
        channel.close();
        channel.finishAndReleaseAll();
        List<String> settled = script.settled();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(LONGEST_CASE_MS));
        return settled;
    }

    @Test
    void a_stream_means_the_same_wherever_it_is_cut() {
        SplittableRandom random = new SplittableRandom(SEED);
        assertThat(expected.get(3)).contains("\"text 40\"");
        assertThat(expected.get(5)).contains("22012");
        for (int i = 0; i < 200; i++) {
            assertThat(play(recorded, random)).isEqualTo(expected);
        }
    }

    @Test
    void no_change_of_what_a_server_sent_does_harm() {
        SplittableRandom random = new SplittableRandom(SEED);
        int violations = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            List<String> outcomes = play(mutated(random), random);
            violations += outcomes.stream().anyMatch(o -> o.startsWith("ProtocolViolation")) ? 1 : 0;
        }
        assertThat(violations).as("mutations that the decoder noticed").isGreaterThan(MUTATIONS / 10);
    }

    private static byte[] mutated(SplittableRandom random) {
        byte[] bytes = recorded.clone();
        for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
            int at = random.nextInt(bytes.length - 15);
            switch (random.nextInt(6)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt(256);
                case 2 -> ByteBuffer.wrap(bytes).putInt(at, extreme(random));
                case 3 -> bytes = Arrays.copyOf(bytes, at + 16);
                case 4 -> System.arraycopy(bytes, random.nextInt(bytes.length - 8), bytes, at, 8);
                default -> {
                    byte[] longer = new byte[bytes.length + 5];
                    System.arraycopy(bytes, 0, longer, 0, at);
                    System.arraycopy(bytes, at, longer, at + 5, bytes.length - at);
                    bytes = longer;
                }
            }
        }
        return bytes;
    }

    private static int extreme(SplittableRandom random) {
        return switch (random.nextInt(6)) {
            case 0 -> Integer.MAX_VALUE;
            case 1 -> Integer.MIN_VALUE;
            case 2 -> -1;
            case 3 -> 0;
            case 4 -> 3;
            default -> random.nextInt();
        };
    }

    @Test
    void no_invention_of_a_server_does_harm() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < INVENTIONS; i++) {
            ByteArrayOutputStream stream = new ByteArrayOutputStream();
            for (int frames = random.nextInt(12); frames > 0; frames--) {
                stream.writeBytes(invented(random));
            }
            play(stream.toByteArray(), random);
        }
    }

    private static byte[] invented(SplittableRandom random) {
        byte[] body = new byte[random.nextInt(40)];
        for (int i = 0; i < body.length; i++) {
            body[i] = (byte) (random.nextInt(3) == 0 ? random.nextInt(256) : random.nextInt(4));
        }
        int announced = random.nextInt(20) == 0 ? extreme(random) : body.length + 4;
        return ByteBuffer.allocate(body.length + 5)
                .put((byte) TYPES.charAt(random.nextInt(TYPES.length())))
                .putInt(announced)
                .put(body)
                .array();
    }

    /// Without the password no server proves itself, so no invented login may ever succeed.
    @Test
    void no_invention_of_a_server_logs_anybody_in() {
        SplittableRandom random = new SplittableRandom(SEED);
        List<String> texts = List.of(
                "SCRAM-SHA-256\0\0",
                "SCRAM-SHA-256-PLUS\0SCRAM-SHA-256\0\0",
                "r=rOprNGfwEbeRWgbNEkqO,s=c2FsdA==,i=4096",
                "r=,s=,i=-1",
                "v=cmlnaHQ=",
                "e=other-error");
        Login login = new Login("app", "db", Secret.copyOf("a word".getBytes(StandardCharsets.UTF_8)), false, Map.of());
        for (int i = 0; i < INVENTIONS; i++) {
            EmbeddedChannel channel = new EmbeddedChannel();
            LoginHandshake handshake = new LoginHandshake(channel, login, Optional.empty(), Runnable::run);
            channel.pipeline().addLast(new FrameDecoder(handshake));
            Future<?> done = handshake.start().future();
            for (int frames = random.nextInt(10); frames > 0 && channel.isOpen(); frames--) {
                channel.writeInbound(Unpooled.wrappedBuffer(
                        random.nextInt(3) > 0 ? authentication(random, texts) : invented(random)));
                channel.runPendingTasks();
            }
            channel.close();
            channel.finishAndReleaseAll();
            assertThat(done.isComplete()).isTrue();
            assertThat(done.cause()).isInstanceOf(OpenFailure.class);
        }
    }

    private static byte[] authentication(SplittableRandom random, List<String> texts) {
        int[] codes = {0, 3, 5, 10, 10, 11, 12, random.nextInt()};
        byte[] text = texts.get(random.nextInt(texts.size())).getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(text.length + 9)
                .put((byte) 'R')
                .putInt(text.length + 8)
                .putInt(codes[random.nextInt(codes.length)])
                .put(text)
                .array();
    }

    @Test
    void a_message_past_its_bound_is_refused_by_its_head_alone() {
        EmbeddedChannel channel = new EmbeddedChannel();
        WireConnection connection = new WireConnection(channel, 1, 2);
        channel.pipeline().addLast(new FrameDecoder(connection));
        Future<Completion> control = connection.control(ControlStatement.PROBE);
        // When
        channel.writeInbound(Unpooled.buffer().writeByte('T').writeInt(256 * 1024 + 5));
        // Then
        assertThat(control.cause()).isInstanceOf(ProtocolViolation.class);
        assertThat(channel.isOpen()).isFalse();
        channel.finishAndReleaseAll();
    }
}
