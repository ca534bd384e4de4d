package dev.sallyport.quickstart.stack;

import dev.sallyport.quickstart.cli.CliFailure;
import dev.sallyport.quickstart.process.JavaProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Where the build put the programs that a stack runs, and how much memory each may take.
///
/// @param root folder of the sources, whose modules were built
record Programs(Path root) {

    private static final String KMS_MAIN = "dev.sallyport.localkms.LocalKms";
    private static final List<String> SMALL = List.of("-XX:+UseSerialGC", "-Xss512k", "-XX:TieredStopAtLevel=1");
    private static final List<String> SERVICE = List.of(
            "-XX:+UseSerialGC",
            "-Xms32m",
            "-XX:MaxMetaspaceSize=160m",
            "-XX:ReservedCodeCacheSize=64m",
            "-XX:+ExitOnOutOfMemoryError",
            "-Djava.util.logging.manager=org.jboss.logmanager.LogManager");

    /// The build that `./sallyport` starts from.
    static Programs ofThisBuild() {
        String root = System.getProperty("sallyport.root");
        if (root == null) {
            throw CliFailure.unavailable("start this with ./sallyport");
        }
        return new Programs(Path.of(root));
    }

    /// A service; `config` is the file that it reads, `options` go to its virtual machine.
    JavaProcess service(String module, Path config, String heap) {
        Path jar = root.resolve(module).resolve("target/quarkus-app/quarkus-run.jar");
        if (!Files.exists(jar)) {
            throw CliFailure.unavailable(module + " is not built: start this with ./sallyport");
        }
        var options = new java.util.ArrayList<>(SERVICE);
        options.add("-Xmx" + heap);
        options.addAll(aheadOfTime(jar.resolveSibling("app.aot")));
        options.add("-Dquarkus.config.locations=" + ServiceSettings.locations(config));
        return new JavaProcess(options, List.of("-jar", jar.toString()));
    }

    /// The cache of loaded classes that the build made beside the jar; the JVM ignores one that does not fit it.
    private static List<String> aheadOfTime(Path cache) {
        return Files.exists(cache) ? List.of("-XX:AOTCache=" + cache) : List.of();
    }

    /// The local KMS, from the launcher's own class path.
    JavaProcess localKms() {
        var options = new java.util.ArrayList<>(SMALL);
        options.add("-Xmx48m");
        options.addAll(List.of("-cp", launcherClassPath()));
        return new JavaProcess(options, List.of(KMS_MAIN));
    }

    /// Where PostgreSQL is unpacked, once for all stacks of this build.
    Path postgres() {
        return root.resolve("quickstart/target/postgresql");
    }

    private static String launcherClassPath() {
        return System.getProperty("java.class.path");
    }
}
