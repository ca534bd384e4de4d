package dev.sallyport.quickstart.stack;

import dev.sallyport.quickstart.cli.CliFailure;
import dev.sallyport.quickstart.process.JavaProcess;
import dev.sallyport.quickstart.process.Kind;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Where the build put the programs of a stack, and how much memory each may take.
///
/// @param root folder of the sources, whose modules were built
/// @param training whether what is started writes down what later starts begin with
public record Programs(Path root, boolean training) {

    /// The system property that makes a launcher's programs write their records.
    public static final String TRAINING = "sallyport.training";

    public static final String VAULT = "vault-service";
    public static final String PROXY = "proxy-service";
    public static final String LOCAL_KMS = "local-kms";
    public static final String LAUNCHER = "launcher";

    /// Every program has it: a [StartCache] fits one collector.
    public static final String COLLECTOR = "-XX:+UseSerialGC";

    private static final List<String> SMALL = List.of(COLLECTOR, "-Xss512k", "-XX:TieredStopAtLevel=1");
    private static final List<String> SERVICE = List.of(
            COLLECTOR,
            "-XX:MaxMetaspaceSize=160m",
            "-XX:ReservedCodeCacheSize=64m",
            "-XX:+ExitOnOutOfMemoryError",
            "-Djava.util.logging.manager=org.jboss.logmanager.LogManager");

    private static final List<String> VAULT_HEAP = List.of("-Xms32m", "-Xmx160m");

    /// An answer takes a quarter of a megabyte, most of it for its signature, and next to nothing outlives it.
    private static final List<String> PROXY_HEAP = List.of("-Xms192m", "-Xmx192m", "-Xmn96m", "-XX:SurvivorRatio=30");

    /// The build that `./sallyport` starts from.
    public static Programs ofThisBuild() {
        String root = System.getProperty("sallyport.root");
        if (root == null) {
            throw CliFailure.unavailable("start this with ./sallyport");
        }
        return new Programs(Path.of(root), Boolean.getBoolean(TRAINING));
    }

    /// A service; `config` is the file that it reads.
    JavaProcess service(String program, Path config) {
        if (!Files.exists(jar(program))) {
            throw CliFailure.unavailable(program + " is not built: start this with ./sallyport");
        }
        var options = new ArrayList<>(SERVICE);
        options.addAll(program.equals(PROXY) ? PROXY_HEAP : VAULT_HEAP);
        options.addAll(cached(program));
        options.add("-Dquarkus.config.locations=" + ServiceSettings.locations(config));
        return new JavaProcess(options, words(program));
    }

    JavaProcess localKms() {
        var options = new ArrayList<>(SMALL);
        options.add("-Xmx48m");
        options.addAll(cached(LOCAL_KMS));
        return new JavaProcess(options, words(LOCAL_KMS));
    }

    /// Where PostgreSQL is unpacked, once for all stacks of this build.
    Path postgres() {
        return target().resolve("postgresql");
    }

    /// How a Java program of the stack is ended.
    Kind kind() {
        return training ? Kind.TRAINEE : Kind.SERVICE;
    }

    /// The words that start `program`, behind the options of its virtual machine.
    public List<String> words(String program) {
        return switch (program) {
            case LOCAL_KMS -> List.of("-cp", classPath(), "dev.sallyport.localkms.LocalKms");
            case LAUNCHER -> List.of("-cp", classPath(), "dev.sallyport.quickstart.Sallyport");
            default -> List.of("-jar", jar(program).toString());
        };
    }

    /// What later starts of `program` begin with.
    public StartCache cache(String program) {
        return new StartCache(caches(), program);
    }

    /// The folder of all caches.
    public Path caches() {
        return target().resolve("trained");
    }

    private List<String> cached(String program) {
        return training ? cache(program).recording() : cache(program).use(jar(program));
    }

    private Path jar(String program) {
        return switch (program) {
            case VAULT, PROXY -> root.resolve(program).resolve("target/quarkus-app/quarkus-run.jar");
            default -> target().resolve("quickstart.jar");
        };
    }

    /// As `./sallyport` has it.
    private String classPath() {
        return target().resolve("quickstart.jar") + File.pathSeparator + target().resolve("lib") + File.separator + "*";
    }

    private Path target() {
        return root.resolve("quickstart/target");
    }
}
