package dev.sallyport.vault.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.crypto.secret.Secret;
import dev.sallyport.service.address.CidrList;
import dev.sallyport.service.dsn.TargetAddressPolicy;
import dev.sallyport.service.problem.ProblemException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// A refusal zeroes what it has opened: the memory of the whole process, garbage too, is searched for the values.
class SealRequestTest {
    private static final int LENGTH = 24;

    /// What stands behind the name and the values, each refused for another reason.
    private static final List<String> REFUSED = List.of(
            ",\"credential_type\":\"password\",\"name\":\"x\",\"ttl_days\":0}",
            ",\"credential_type\":\"password\",\"name\":\"x\",\"ttl_days\":\"7\"}",
            ",\"credential_type\":\"password\",\"name\":\"x\",\"metadata\":[]}",
            ",\"credential_type\":\"password\",\"name\":\"x\",\"metadata\":{\"m\":\"" + "m".repeat(9000) + "\"}}",
            ",\"credential_type\":\"password\",\"name\":7}",
            ",\"credential_type\":\"password\"}",
            ",\"credential_type\":\"none\",\"name\":\"x\"}",
            ",\"credential_type\":\"bearer_token\",\"name\":\"x\"}",
            ",\"credential_type\":\"password\",\"name\":\"x\",\"other\":1}");

    @Test
    @EnabledOnOs(OS.LINUX)
    void a_refusal_at_any_place_leaves_no_byte_of_the_values_behind() throws IOException {
        // Given
        var addresses = new TargetAddressPolicy(CidrList.none(), CidrList.none());
        var halves = new ArrayList<byte[]>();

        // When
        for (String rest : REFUSED) {
            var halved = canary();
            halves.add(halved);
            var body = body(halved, rest);
            assertThatThrownBy(() -> SealRequest.of(body, addresses)).as(rest).isInstanceOf(ProblemException.class);
            Arrays.fill(body, (byte) 0);
        }
        var control = canary();
        halves.add(control);
        Set<Integer> seen;
        try (var open = Secret.take(whole(control))) {
            seen = inMemory(halves);
            assertThat(open.isClosed()).isFalse();
        }

        // Then
        assertThat(seen).as("only what is still open is found").containsExactly(REFUSED.size());
    }

    /// A value with every bit turned, so that the test itself does not hold what it searches for.
    private static byte[] canary() {
        var random = new SecureRandom();
        var turned = new byte[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            turned[i] = (byte) ~('a' + random.nextInt(26));
        }
        return turned;
    }

    private static byte[] whole(byte[] turned) {
        var whole = new byte[turned.length];
        for (int i = 0; i < turned.length; i++) {
            whole[i] = (byte) ~turned[i];
        }
        return whole;
    }

    private static byte[] body(byte[] turned, String rest) {
        var start = "{\"values\":{\"password\":\"".getBytes(StandardCharsets.UTF_8);
        var end = ("\"}" + rest).getBytes(StandardCharsets.UTF_8);
        var body = new byte[start.length + turned.length + end.length];
        System.arraycopy(start, 0, body, 0, start.length);
        for (int i = 0; i < turned.length; i++) {
            body[start.length + i] = (byte) ~turned[i];
        }
        System.arraycopy(end, 0, body, start.length + turned.length, end.length);
        return body;
    }

    /// Which of them stand anywhere in the memory that this process can write: heap, garbage in it, and beside it.
    /// Source: proc(5), /proc/pid/mem.
    private static Set<Integer> inMemory(List<byte[]> turned) throws IOException {
        var seen = new HashSet<Integer>();
        var buffer = new byte[1 << 20];
        try (var memory = new RandomAccessFile("/proc/self/mem", "r")) {
            for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
                var range = line.substring(0, line.indexOf(' ')).split("-");
                long end = Long.parseUnsignedLong(range[1], 16);
                if (!line.contains(" rw") || end < 0) {
                    continue;
                }
                for (long at = Long.parseUnsignedLong(range[0], 16); at < end; at += buffer.length - LENGTH + 1) {
                    look(turned, buffer, read(memory, at, buffer, Math.min(buffer.length, end - at)), seen);
                }
            }
        }
        return seen;
    }

    private static int read(RandomAccessFile memory, long at, byte[] buffer, long most) {
        try {
            memory.seek(at);
            return memory.read(buffer, 0, (int) most);
        } catch (IOException e) {
            return 0; // a page that was given back meanwhile
        }
    }

    private static void look(List<byte[]> turned, byte[] buffer, int length, Set<Integer> seen) {
        for (int at = 0; at + LENGTH <= length; at++) {
            if (buffer[at] < 'a' || buffer[at] > 'z' || buffer[at + LENGTH - 1] < 'a') {
                continue;
            }
            for (int which = 0; which < turned.size(); which++) {
                if (holds(buffer, at, turned.get(which))) {
                    seen.add(which);
                }
            }
        }
    }

    private static boolean holds(byte[] buffer, int at, byte[] turned) {
        for (int i = 0; i < turned.length; i++) {
            if (buffer[at + i] != (byte) ~turned[i]) {
                return false;
            }
        }
        return true;
    }
}
