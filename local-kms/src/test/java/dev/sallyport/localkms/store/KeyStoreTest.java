package dev.sallyport.localkms.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.localkms.key.CiphertextBlob;
import dev.sallyport.localkms.key.KmsKey;
import dev.sallyport.localkms.policy.Policy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyStoreTest {

    private static final Policy POLICY = Policy.ofKey(
            "{\"Statement\":{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"*\",\"Resource\":\"*\"}}");
    private static final Map<String, String> CONTEXT = Map.of("a", "b");

    @TempDir
    private Path folder;

    @Test
    void what_was_stored_is_there_after_a_restart() throws IOException {
        KmsKey key = key();
        byte[] blob;
        try (var store = open()) {
            store.add(key);
            store.change(key.id(), now -> now.rotated(Instant.now()).withTags(Map.of("t", "v")));
            store.changeAliases(all -> {
                all.put("alias/one", key.id());
                return all;
            });
            blob = store.key(key.id())
                    .orElseThrow()
                    .encrypt(new byte[] {42}, CONTEXT)
                    .toBytes();
        }

        try (var store = open()) {
            var again = store.key(key.id()).orElseThrow();
            assertThat(again.decrypt(CiphertextBlob.parse(blob), CONTEXT)).containsExactly(42);
            assertThat(again.materials()).hasSize(2);
            assertThat(again.tags()).containsEntry("t", "v");
            assertThat(store.aliases()).containsEntry("alias/one", key.id());
        }
    }

    @Test
    void every_file_is_its_owners_alone_and_holds_no_key_in_any_form() throws IOException {
        var key = key();
        try (var store = open()) {
            store.add(key);
        }
        var material = key.materials().getFirst().forStore(byte[]::clone);

        try (var files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                var content = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                assertThat(content)
                        .doesNotContain(new String(material, StandardCharsets.ISO_8859_1))
                        .doesNotContain(Base64.getEncoder().encodeToString(material))
                        .doesNotContain("Statement");
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .as("%s", file)
                        .isEqualTo("rw-------");
            }
        }
    }

    @Test
    void a_cut_or_edited_file_ends_the_start() throws IOException {
        try (var store = open()) {
            store.add(key());
        }
        var file = keyFiles().getFirst();
        var whole = Files.readAllBytes(file);

        for (int length : new int[] {0, 1, 28, whole.length / 2, whole.length - 1}) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatThrownBy(this::open)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(file.getFileName().toString());
        }
        for (int at : new int[] {0, 5, 40, whole.length - 1}) {
            var edited = whole.clone();
            edited[at] ^= 1;
            Files.write(file, edited);
            assertThatThrownBy(this::open).isInstanceOf(IOException.class);
        }
        Files.write(file, whole);
        open().close();
    }

    @Test
    void a_half_written_file_beside_a_whole_one_is_not_believed() throws IOException {
        var key = key();
        try (var store = open()) {
            store.add(key);
        }
        var file = keyFiles().getFirst();
        Files.write(file.resolveSibling(file.getFileName() + ".part"), new byte[] {1, 2, 3});

        try (var store = open()) {
            assertThat(store.keys()).extracting(KmsKey::id).containsExactly(key.id());
        }
        assertThat(keyFiles()).containsExactly(file);
    }

    @Test
    void two_files_that_change_places_do_not_open() throws IOException {
        try (var store = open()) {
            store.add(key());
            store.add(key());
        }
        var files = keyFiles();
        var first = Files.readAllBytes(files.get(0));
        Files.write(files.get(0), Files.readAllBytes(files.get(1)));
        Files.write(files.get(1), first);

        assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("does not open");
    }

    @Test
    void another_key_file_a_missing_one_and_one_that_others_read_are_refused() throws IOException {
        try (var store = open()) {
            store.add(key());
        }
        var keyFile = folder.resolve("store.key");
        var content = Files.readAllBytes(keyFile);

        var other = content.clone();
        other[0] = (byte) (other[0] == 'A' ? 'B' : 'A');
        Files.write(keyFile, other);
        assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("does not open");
        Files.write(keyFile, content);
        Files.setPosixFilePermissions(keyFile, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("chmod 600");
        Files.delete(keyFile);
        assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("missing");
        assertThat(keyFile).doesNotExist();
    }

    @Test
    void a_folder_has_one_server() throws IOException {
        var first = open();
        assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("in use");
        first.close();
    }

    @Test
    void a_passphrase_opens_what_it_sealed_and_another_one_does_not() throws IOException {
        var file = folder.resolve("passphrase");
        write(file, "correct horse battery staple\n");
        var storeKey = new StoreKey.Passphrase(file);
        var key = key();
        try (var store = KeyStore.open(folder.resolve("p"), storeKey, Clock.systemUTC())) {
            store.add(key);
        }

        try (var store = KeyStore.open(folder.resolve("p"), storeKey, Clock.systemUTC())) {
            assertThat(store.key(key.id())).isPresent();
        }
        write(file, "correct horse battery stable\n");
        assertThatThrownBy(() -> KeyStore.open(folder.resolve("p"), storeKey, Clock.systemUTC()))
                .isInstanceOf(IOException.class);
        write(file, "short\n");
        assertThatThrownBy(() -> KeyStore.open(folder.resolve("p"), storeKey, Clock.systemUTC()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("16 characters");
    }

    private static void write(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private KeyStore open() throws IOException {
        return KeyStore.open(folder.resolve("data"), new StoreKey.File(folder.resolve("store.key")), Clock.systemUTC());
    }

    private static KmsKey key() {
        return KmsKey.fresh(Instant.now(), "", POLICY, Map.of());
    }

    private List<Path> keyFiles() throws IOException {
        try (var files = Files.list(folder.resolve("data/keys"))) {
            return files.toList();
        }
    }
}
