package dev.sallyport.vault.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.HotSpotDiagnosticMXBean;
import dev.sallyport.crypto.secret.Secret;
import dev.sallyport.service.address.CidrList;
import dev.sallyport.service.dsn.TargetAddressPolicy;
import dev.sallyport.service.problem.ProblemException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A refusal zeroes what it has opened: a dump of the whole heap, garbage too, is searched for the values.
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

    @TempDir
    Path folder;

    @Test
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
        try (var open = Secret.take(whole(control))) {
            var dump = dump();

            // Then
            assertThat(found(dump, control)).as("what is open is found").isTrue();
            assertThat(open.isClosed()).isFalse();
            for (int i = 0; i < halves.size(); i++) {
                assertThat(found(dump, halves.get(i))).as(REFUSED.get(i)).isFalse();
            }
        }
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

    private Path dump() throws IOException {
        var file = folder.resolve("heap.hprof");
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).dumpHeap(file.toString(), false);
        return file;
    }

    private static boolean found(Path dump, byte[] turned) throws IOException {
        var buffer = new byte[1 << 20];
        int kept = 0;
        try (var in = Files.newInputStream(dump)) {
            for (int read = in.read(buffer, 0, buffer.length);
                    read > 0;
                    read = in.read(buffer, kept, buffer.length - kept)) {
                int length = kept + read;
                for (int at = 0; at + turned.length <= length; at++) {
                    if (holds(buffer, at, turned)) {
                        return true;
                    }
                }
                kept = Math.min(length, turned.length - 1);
                System.arraycopy(buffer, length - kept, buffer, 0, kept);
            }
        }
        return false;
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
