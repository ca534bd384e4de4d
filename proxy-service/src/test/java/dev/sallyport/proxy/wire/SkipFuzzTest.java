package dev.sallyport.proxy.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.vertx.core.Future;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Messages that are skipped because they are too long, cut anywhere: the messages before and behind them mean the
/// same.
@Timeout(120)
class SkipFuzzTest {

    private static final long SEED = 20_261_121;
    private static final int LONGEST_ROW = 64;
    private static final int LONGEST_MESSAGE = 256 * 1024;
    private static final int ROUNDS = 3_000;
    private static final int MEGABYTE = 1024 * 1024;
    private static final StatementShape ONE_COLUMN =
            new StatementShape("s1", List.of(), List.of(new StatementShape.Column("a", 25)), true);

    /// Says which rows came and which were skipped, in their order.
    private static final class Heard implements RowSink {

        private final StringBuilder rows = new StringBuilder();

        @Override
        public void row(ByteBuf row, int columns) {
            rows.append(row.readableBytes()).append(' ');
        }

        @Override
        public void tooLong() {
            rows.append("long ");
        }
    }

    /// Three statements in the pipeline of a connection to a server that says what a test wants.
    private static final class Client {

        private final EmbeddedChannel channel = new EmbeddedChannel();
        private final WireConnection connection = new WireConnection(channel, 1, 2);
        private final List<Heard> heard = new ArrayList<>();
        private final List<Future<Completion>> outcomes = new ArrayList<>();

        Client() {
            channel.pipeline().addLast(new FrameDecoder(connection));
            for (int i = 0; i < 3; i++) {
                Heard sink = new Heard();
                heard.add(sink);
                outcomes.add(connection.run(ONE_COLUMN, List.of(), 0, LONGEST_ROW, sink));
            }
        }

        void receive(byte[] stream, int from, int to) {
            channel.writeInbound(Unpooled.copiedBuffer(stream, from, to - from));
        }

        List<String> end() {
            boolean open = channel.isOpen();
            channel.close();
            channel.finishAndReleaseAll();
            List<String> said = new ArrayList<>();
            for (int i = 0; i < outcomes.size(); i++) {
                Future<Completion> outcome = outcomes.get(i);
                assertThat(outcome.isComplete()).isTrue();
                said.add(heard.get(i).rows
                        + (outcome.succeeded()
                                ? outcome.result().verb()
                                : outcome.cause().getMessage()));
            }
            said.add(open ? "open" : "closed");
            return said;
        }
    }

    private static byte[] message(char type, byte[] body) {
        return ByteBuffer.allocate(body.length + 5)
                .put((byte) type)
                .putInt(body.length + 4)
                .put(body)
                .array();
    }

    private static byte[] row(int bytes) {
        byte[] body = new byte[bytes];
        // What is skipped looks like messages.
        Arrays.fill(body, (byte) 'Z');
        ByteBuffer.wrap(body).putShort((short) 1).putInt(bytes - 6);
        return message('D', body);
    }

    private static byte[] error(int bytes) {
        byte[] body = new byte[bytes];
        Arrays.fill(body, (byte) 'E');
        byte[] head = "SERROR\0C22P02\0M".getBytes(US_ASCII);
        System.arraycopy(head, 0, body, 0, head.length);
        body[bytes - 2] = 0;
        body[bytes - 1] = 0;
        return message('E', body);
    }

    private static byte[] joined(byte[]... messages) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] message : messages) {
            all.writeBytes(message);
        }
        return all.toByteArray();
    }

    private static byte[] done() {
        return message('C', "SELECT 1\0".getBytes(US_ASCII));
    }

    private static byte[] ready() {
        return message('Z', new byte[] {'I'});
    }

    private static byte[] bound() {
        return message('2', new byte[0]);
    }

    @Test
    void rows_that_are_skipped_change_nothing_behind_them_wherever_they_are_cut() {
        byte[] stream = joined(
                bound(), row(64), row(65), row(10), row(300), row(66), done(), ready(), //
                bound(), row(90), done(), ready(), //
                bound(), row(20), done(), ready());
        List<String> expected = List.of("62 long 8 long long SELECT", "long SELECT", "18 SELECT", "open");
        for (int first = 0; first <= stream.length; first++) {
            for (int second = first; second <= stream.length; second += 7) {
                Client client = new Client();
                client.receive(stream, 0, first);
                client.receive(stream, first, second);
                client.receive(stream, second, stream.length);
                assertThat(client.end()).as("cut at %d and %d", first, second).isEqualTo(expected);
            }
        }
        Client drop = new Client();
        for (int at = 0; at < stream.length; at++) {
            drop.receive(stream, at, at + 1);
        }
        assertThat(drop.end()).isEqualTo(expected);
    }

    @Test
    void errors_and_notices_that_are_skipped_are_heard_by_their_beginning_wherever_they_are_cut() {
        int size = LONGEST_MESSAGE + 100;
        byte[] notice = error(size);
        notice[0] = 'N';
        byte[] stream = joined(
                bound(),
                row(10),
                error(size),
                ready(), //
                notice,
                bound(),
                row(100),
                done(),
                ready(), //
                bound(),
                row(20),
                done(),
                ready());
        List<String> expected = List.of("8 sqlstate 22P02", "long SELECT", "18 SELECT", "open");
        SplittableRandom random = new SplittableRandom(SEED);
        int[] near = {0, 5, 5 + 15, 15 + 5 + FrameDecoder.START, 20 + size, 31 + size, 36 + size + FrameDecoder.START};
        for (int round = 0; round < 400; round++) {
            int[] cuts = random.ints(6, 0, stream.length).toArray();
            for (int i = 0; i < 4; i++) {
                cuts[i] = Math.clamp(near[random.nextInt(near.length)] + random.nextInt(-8, 9), 0, stream.length);
            }
            Arrays.sort(cuts);
            Client client = new Client();
            int from = 0;
            for (int cut : cuts) {
                client.receive(stream, from, cut);
                from = cut;
            }
            client.receive(stream, from, stream.length);
            assertThat(client.end()).as("cut at %s", Arrays.toString(cuts)).isEqualTo(expected);
        }
    }

    @Test
    void whatever_lengths_a_server_announces_every_statement_ends() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int round = 0; round < ROUNDS; round++) {
            ByteArrayOutputStream stream = new ByteArrayOutputStream();
            for (int messages = random.nextInt(20); messages > 0; messages--) {
                stream.writeBytes(
                        switch (random.nextInt(8)) {
                            case 0 -> bound();
                            case 1 -> row(6 + random.nextInt(58));
                            case 2, 3 -> row(65 + random.nextInt(5_000));
                            case 4 -> error(20 + random.nextInt(200));
                            case 5 -> done();
                            case 6 -> ready();
                            default -> announced(random);
                        });
            }
            byte[] bytes = stream.toByteArray();
            Client client = new Client();
            for (int at = 0; at < bytes.length && client.channel.isOpen(); ) {
                int to = Math.min(bytes.length, at + 1 + random.nextInt(random.nextBoolean() ? 20 : 6_000));
                client.receive(bytes, at, to);
                at = to;
            }
            assertThat(client.end()).hasSize(4);
        }
    }

    private static byte[] announced(SplittableRandom random) {
        return ByteBuffer.allocate(5)
                .put((byte) "DENSTCZ".charAt(random.nextInt(7)))
                .putInt(random.nextInt(4) == 0 ? random.nextInt() : random.nextInt(2 * LONGEST_MESSAGE))
                .array();
    }

    @Test
    void what_is_skipped_is_not_kept() {
        Client client = new Client();
        UnpooledByteBufAllocator memory = new UnpooledByteBufAllocator(false);
        client.channel.config().setAllocator(memory);
        int row = 60 * MEGABYTE;
        client.receive(
                joined(
                        bound(),
                        new byte[] {'D'},
                        ByteBuffer.allocate(4).putInt(row + 4).array()),
                0,
                10);
        long most = 0;
        // When
        for (int sent = 0; sent < row; sent += 16 * 1024) {
            client.channel.writeInbound(memory.heapBuffer(16 * 1024).writeZero(16 * 1024));
            most = Math.max(
                    most, memory.metric().usedHeapMemory() + memory.metric().usedDirectMemory());
        }
        // Then
        assertThat(most).isLessThan(128 * 1024);
        client.receive(joined(done(), ready()), 0, 20);
        assertThat(client.outcomes.getFirst().result().verb()).isEqualTo("SELECT");
        assertThat(client.end()).endsWith("open");
    }

    @Test
    void more_than_is_skipped_ends_the_connection_by_the_announcement_alone() {
        Client single = new Client();
        single.receive(
                ByteBuffer.allocate(5).put((byte) 'D').putInt(65 * MEGABYTE).array(), 0, 5);
        assertThat(single.end())
                .isEqualTo(List.of(
                        "long more bytes than are skipped",
                        "more bytes than are skipped",
                        "more bytes than are skipped",
                        "closed"));
        // Given
        Client many = new Client();
        byte[] megabyte = row(MEGABYTE);
        // When
        for (int i = 0; i < 64; i++) {
            many.receive(megabyte, 0, megabyte.length);
        }
        assertThat(many.channel.isOpen()).isTrue();
        many.receive(megabyte, 0, 5);
        // Then
        assertThat(many.end()).endsWith("closed");
    }

    @Test
    void a_message_that_nobody_asked_for_is_not_skipped() {
        Client client = new Client();
        byte[] answered = joined(done(), ready(), done(), ready(), done(), ready());
        client.receive(answered, 0, answered.length);
        client.receive(
                ByteBuffer.allocate(5)
                        .put((byte) 'N')
                        .putInt(LONGEST_MESSAGE + 5)
                        .array(),
                0,
                5);
        assertThat(client.end()).isEqualTo(List.of("SELECT", "SELECT", "SELECT", "closed"));
    }
}
