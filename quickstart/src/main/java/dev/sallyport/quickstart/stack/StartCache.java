package dev.sallyport.quickstart.stack;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// What later starts of one program begin with: classes that were loaded and linked, and what the compilers learned
/// (the JDK's ahead-of-time cache, JEP 483, 514 and 515; ADR 5).
///
/// @param folder of all caches
/// @param program names the files
public record StartCache(Path folder, String program) {

    private static final String QUIET = "-Xlog:aot*=error";

    /// Options of a virtual machine that writes its record down at its end.
    public List<String> recording() {
        // The record is laid out in the metaspace of the process that writes it.
        return List.of("-XX:AOTMode=record", "-XX:AOTConfiguration=" + record(), "-XX:MaxMetaspaceSize=512m", QUIET);
    }

    /// Options that make a virtual machine turn the record into [#assembled()] and end.
    public List<String> assembling() {
        return List.of("-XX:AOTMode=create", "-XX:AOTConfiguration=" + record(), "-XX:AOTCache=" + assembled(), QUIET);
    }

    /// Options of a virtual machine that runs `jar` with the cache, or with what the build made of the class path alone
    /// (`app.aot` beside the jar). One that is older than the jar is left out: it could not fit.
    List<String> use(Path jar) {
        return Stream.of(cache(), jar.resolveSibling("app.aot"))
                .filter(cache -> Files.exists(cache)
                        && cache.toFile().lastModified() >= jar.toFile().lastModified())
                .findFirst()
                .map(cache -> List.of("-XX:AOTCache=" + cache))
                .orElse(List.of());
    }

    /// The cache that starts take.
    public Path cache() {
        return folder.resolve(program + ".aot");
    }

    /// The cache while it is being written.
    public Path assembled() {
        return folder.resolve(program + ".partial");
    }

    /// What a cache is made of.
    public Path record() {
        return folder.resolve(program + ".record");
    }
}
