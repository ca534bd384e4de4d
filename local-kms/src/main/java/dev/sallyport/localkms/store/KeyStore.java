package dev.sallyport.localkms.store;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sallyport.localkms.error.KmsError;
import dev.sallyport.localkms.error.KmsException;
import dev.sallyport.localkms.key.KeyState;
import dev.sallyport.localkms.key.KmsKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// All keys and aliases: in memory for reading, one sealed file per key on disk. A change is durable before it is
/// visible. Thread-safe; one process per folder.
public final class KeyStore implements AutoCloseable {

    private static final String KEY_SUFFIX = ".key";
    private static final String ALIASES = "aliases";
    private static final String STORE = "store";
    private static final byte[] STORE_CONTENT = {1};
    private static final int SALT = 16;
    private static final JsonMapper JSON = new JsonMapper();

    private final Path folder;
    private final Clock clock;
    private final Seal seal;
    private final FileChannel lock;
    private final Map<UUID, KmsKey> keys = new ConcurrentHashMap<>();
    private volatile Map<String, UUID> aliases = Map.of();
    private final ReentrantLock writing = new ReentrantLock();

    private KeyStore(Path folder, Clock clock, Seal seal, FileChannel lock) {
        this.folder = folder;
        this.clock = clock;
        this.seal = seal;
        this.lock = lock;
    }

    /// Opens the store, or makes one in an empty folder.
    ///
    /// @throws IOException with the reason in one line: folder in use, wrong store key, a file that does not open
    public static KeyStore open(Path folder, StoreKey storeKey, Clock clock) throws IOException {
        DurableFile.folder(folder);
        DurableFile.folder(folder.resolve("keys"));
        var lock = lock(folder);
        try {
            var store = new KeyStore(folder, clock, seal(folder, storeKey), lock);
            store.load();
            return store;
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    public Optional<KmsKey> key(UUID id) {
        var key = Optional.ofNullable(keys.get(id));
        if (key.filter(this::isDue).isPresent()) {
            destroy(id);
            return Optional.empty();
        }
        return key;
    }

    /// All keys in the order of their ids.
    public List<KmsKey> keys() {
        return keys.keySet().stream().sorted().flatMap(id -> key(id).stream()).toList();
    }

    public void add(KmsKey key) {
        locked(() -> put(key));
    }

    /// Changes a key in one step that no other change can interleave.
    public KmsKey change(UUID id, UnaryOperator<KmsKey> change) {
        writing.lock();
        try {
            var next = change.apply(
                    key(id).orElseThrow(() -> new KmsException(KmsError.NOT_FOUND, "Key '" + id + "' does not exist")));
            put(next);
            return next;
        } finally {
            writing.unlock();
        }
    }

    /// Aliases with the key that each one names, in order.
    public Map<String, UUID> aliases() {
        return aliases;
    }

    /// Changes the aliases in one step. The map that is given is a copy in order.
    public void changeAliases(UnaryOperator<TreeMap<String, UUID>> change) {
        locked(() -> putAliases(change.apply(new TreeMap<>(aliases))));
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isDue(KmsKey key) {
        var deletion = key.deletion();
        return key.state() == KeyState.PENDING_DELETION && deletion != null && !deletion.isAfter(clock.instant());
    }

    private void destroy(UUID id) {
        locked(() -> {
            putAliasesWithout(id);
            DurableFile.delete(file(id));
            keys.remove(id);
        });
    }

    private void putAliasesWithout(UUID id) throws IOException {
        if (aliases.containsValue(id)) {
            var left = new TreeMap<>(aliases);
            left.values().removeIf(id::equals);
            putAliases(left);
        }
    }

    private void put(KmsKey key) {
        try {
            var plaintext = KeyJson.write(key);
            var sealed = seal.seal(name(key.id()), plaintext);
            Arrays.fill(plaintext, (byte) 0);
            DurableFile.write(file(key.id()), sealed);
            keys.put(key.id(), key);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void putAliases(TreeMap<String, UUID> next) throws IOException {
        DurableFile.write(folder.resolve(ALIASES), seal.seal(ALIASES, JSON.writeValueAsBytes(next)));
        aliases = java.util.Collections.unmodifiableMap(next);
    }

    private void load() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("keys"))) {
            for (Path file : files.toList()) {
                var name = file.getFileName().toString();
                if (name.endsWith(DurableFile.UNFINISHED)) {
                    Files.delete(file);
                } else {
                    var plaintext = seal.open(name, Files.readAllBytes(file));
                    var key = KeyJson.read(plaintext);
                    Arrays.fill(plaintext, (byte) 0);
                    keys.put(key.id(), key);
                }
            }
        }
        var file = folder.resolve(ALIASES);
        if (Files.exists(file)) {
            var read = new TreeMap<String, UUID>();
            JSON.readTree(seal.open(ALIASES, Files.readAllBytes(file)))
                    .properties()
                    .forEach(entry -> read.put(
                            entry.getKey(), UUID.fromString(entry.getValue().asText())));
            aliases = java.util.Collections.unmodifiableMap(read);
        }
    }

    /// The file `store` holds the salt and a sealed byte, by which a wrong store key is noticed before anything else.
    private static Seal seal(Path folder, StoreKey storeKey) throws IOException {
        var file = folder.resolve(STORE);
        boolean fresh = Files.notExists(file);
        if (fresh && holdsKeys(folder)) {
            throw new IOException(file + " is missing beside stored keys");
        }
        var content = fresh ? new byte[0] : Files.readAllBytes(file);
        var salt = fresh ? new byte[SALT] : Arrays.copyOf(content, SALT);
        if (fresh) {
            new SecureRandom().nextBytes(salt);
        }
        var seal = new Seal(storeKey.derive(salt, fresh));
        if (fresh) {
            var sealed = seal.seal(STORE, STORE_CONTENT);
            var whole = Arrays.copyOf(salt, SALT + sealed.length);
            System.arraycopy(sealed, 0, whole, SALT, sealed.length);
            DurableFile.write(file, whole);
        } else {
            seal.open(STORE, Arrays.copyOfRange(content, SALT, Math.max(SALT, content.length)));
        }
        return seal;
    }

    private static boolean holdsKeys(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("keys"))) {
            return files.findAny().isPresent();
        }
    }

    private static FileChannel lock(Path folder) throws IOException {
        var file = folder.resolve("lock");
        if (Files.notExists(file)) {
            DurableFile.write(file, new byte[0]);
        }
        var channel = FileChannel.open(file, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (java.nio.channels.OverlappingFileLockException _) {
            // told below
        }
        channel.close();
        throw new IOException(folder + " is in use by another local-kms");
    }

    private Path file(UUID id) {
        return folder.resolve("keys").resolve(name(id));
    }

    private static String name(UUID id) {
        return id + KEY_SUFFIX;
    }

    private interface Write {
        void run() throws IOException;
    }

    private void locked(Write write) {
        writing.lock();
        try {
            write.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writing.unlock();
        }
    }
}
