package dev.sallyport.wasm.build;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.dylibso.chicory.build.time.compiler.Config;
import com.dylibso.chicory.build.time.compiler.Generator;
import com.dylibso.chicory.compiler.InterpreterFallback;
import com.dylibso.chicory.wasm.Version;
import dev.sallyport.wasm.split.ModuleSplitter;
import dev.sallyport.wasm.split.SplitSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Map;

/// The build step: npm package in, Java classes of its WebAssembly module out.
///
/// Everything that decides the result goes into one digest: the pinned files, this tool's own classes, the compiler's
/// version. The result is kept under that digest in the cache, so that neither an unchanged build nor `clean` pays
/// for it again.
public final class CompileModule {

    private static final String JAVASCRIPT = "wasm/libpg-query.js";
    private static final String MODULE = "wasm/libpg-query.wasm";

    private CompileModule() {}

    /// @param args npm name and version, SHA-256 of the module, SHA-256 of its JavaScript, the class to generate, the
    ///     cache folder, the folder for generated sources, the folder for generated classes and resources
    public static void main(String[] args) throws IOException {
        if (args.length != 7) {
            throw new BuildFailure("CompileModule takes 7 arguments, not " + args.length);
        }
        var npm = new NpmPackage(args[0], Map.of(MODULE, args[1], JAVASCRIPT, args[2]));
        run(npm, args[3], Path.of(args[4]), Path.of(args[5]), Path.of(args[6]));
    }

    private static void run(NpmPackage npm, String name, Path cache, Path sources, Path classes) throws IOException {
        String key = key(npm, name);
        Path stamp = classes.resolveSibling(classes.getFileName() + ".key");
        if (Files.isRegularFile(stamp) && Files.readString(stamp).equals(key)) {
            return;
        }
        Path kept = cache.resolve("compiled-" + key);
        if (!Files.isDirectory(kept)) {
            Files.createDirectories(cache);
            Path fresh = Files.createTempDirectory(cache, "compiling");
            compile(npm.files(cache, NpmPackage.client()), name, fresh);
            Files.move(fresh, kept, StandardCopyOption.ATOMIC_MOVE);
        }
        copy(kept.resolve("sources"), sources);
        copy(kept.resolve("classes"), classes);
        Files.writeString(stamp, key);
    }

    private static String key(NpmPackage npm, String name) throws IOException {
        var digest = Sha256.start();
        digest.update((npm + name + Version.version()).getBytes(UTF_8));
        OwnCode.addTo(digest);
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void compile(Map<String, byte[]> files, String name, Path target) throws IOException {
        var names = EmscriptenNames.in(new String(required(files, JAVASCRIPT), UTF_8));
        byte[] module = ModuleSplitter.split(
                required(files, MODULE), SplitSettings.forHotSpot(names.export("__emscripten_stack_restore")));
        Path sources = Files.createDirectories(target.resolve("sources"));
        Path classes = Files.createDirectories(target.resolve("classes"));
        Path wasm = Files.write(target.resolve("module.wasm"), module);
        var generator = new Generator(Config.builder()
                .withWasmFile(wasm)
                .withName(name)
                .withTargetClassFolder(classes)
                .withTargetSourceFolder(sources)
                .withTargetWasmFolder(classes)
                .withInterpreterFallback(InterpreterFallback.FAIL)
                .build());
        var interpreted = generator.generateResources();
        generator.generateSources();
        generator.generateMetaWasm(interpreted);
        Files.writeString(classes.resolve(name.replace('.', '/') + ".properties"), names.asProperties());
    }

    private static byte[] required(Map<String, byte[]> files, String path) {
        byte[] bytes = files.get(path);
        if (bytes == null) {
            throw new BuildFailure("the package holds no " + path);
        }
        return bytes;
    }

    private static void copy(Path from, Path to) throws IOException {
        if (Files.isDirectory(to)) {
            try (var old = Files.walk(to)) {
                for (Path path : old.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
        try (var all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Path target = to.resolve(from.relativize(path));
                if (Files.isDirectory(path)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(path, target);
                }
            }
        }
    }
}
