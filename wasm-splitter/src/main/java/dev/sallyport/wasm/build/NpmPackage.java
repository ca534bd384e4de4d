package dev.sallyport.wasm.build;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/// Two pinned files of one npm package, taken with the npm client once and kept in a folder outside the build folder.
///
/// @param name npm's name and version, e.g. `@libpg-query/parser@17.6.10`
/// @param pins path inside the package to the SHA-256 that the file must have, as hex
record NpmPackage(String name, Map<String, String> pins) {

    private static final long MINUTES = 3;

    NpmPackage {
        pins = Map.copyOf(pins);
    }

    /// The npm client's command on this system.
    static String client() {
        return System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows") ? "npm.cmd" : "npm";
    }

    /// The pinned files by path; from the cache when all are there with the right digest.
    Map<String, byte[]> files(Path cache, String client) throws IOException {
        Path home = cache.resolve(name.replaceAll("[^A-Za-z0-9.]+", "-").replaceAll("^-", ""));
        var cached = new TreeMap<String, byte[]>();
        for (var pin : pins.entrySet()) {
            Path file = home.resolve(Path.of(pin.getKey()).getFileName().toString());
            if (Files.isRegularFile(file)) {
                byte[] bytes = Files.readAllBytes(file);
                if (Sha256.hex(bytes).equals(pin.getValue())) {
                    cached.put(pin.getKey(), bytes);
                }
            }
        }
        return cached.size() == pins.size() ? cached : fetch(home, client);
    }

    private Map<String, byte[]> fetch(Path home, String client) throws IOException {
        Files.createDirectories(home);
        Path scratch = Files.createTempDirectory(home, "pack");
        try {
            Map<String, byte[]> all = Tarball.files(Files.readAllBytes(pack(scratch, client)));
            var pinned = new TreeMap<String, byte[]>();
            for (var pin : pins.entrySet()) {
                byte[] bytes = all.get("package/" + pin.getKey());
                if (bytes == null || !Sha256.hex(bytes).equals(pin.getValue())) {
                    throw new BuildFailure(name + " from npm does not hold the pinned " + pin.getKey() + " (sha256 "
                            + pin.getValue() + "): nothing was built from it");
                }
                Path file = scratch.resolve("file");
                Files.write(file, bytes);
                Files.move(
                        file,
                        home.resolve(Path.of(pin.getKey()).getFileName().toString()),
                        StandardCopyOption.REPLACE_EXISTING);
                pinned.put(pin.getKey(), bytes);
            }
            return pinned;
        } finally {
            delete(scratch);
        }
    }

    private Path pack(Path folder, String client) throws IOException {
        var npm = new ProcessBuilder(client, "pack", name, "--silent", "--ignore-scripts")
                .directory(folder.toFile())
                .redirectErrorStream(true);
        Path log = folder.resolve("npm.log");
        npm.redirectOutput(log.toFile());
        Process process;
        try {
            process = npm.start();
        } catch (IOException e) {
            throw new BuildFailure("npm is not on the PATH: sql-guard is built from " + name
                    + ", which npm fetches once (install Node.js 20 or newer, then build again)");
        }
        try {
            if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new BuildFailure("npm pack " + name + " did not end within " + MINUTES + " minutes");
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new BuildFailure("npm pack " + name + " was interrupted");
        }
        try (var made = Files.list(folder)) {
            List<Path> archives =
                    made.filter(file -> file.toString().endsWith(".tgz")).toList();
            if (process.exitValue() != 0 || archives.size() != 1) {
                throw new BuildFailure("npm pack " + name + " failed: "
                        + Files.readString(log, UTF_8).strip());
            }
            return archives.getFirst();
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
