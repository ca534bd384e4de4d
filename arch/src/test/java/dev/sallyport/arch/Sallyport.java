package dev.sallyport.arch;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Where the rules look: the main classes of all modules, and the folder that holds their sources.
final class Sallyport {

    static final String ROOT_PACKAGE = "dev.sallyport";

    /// One per module, in the order of the reactor.
    static final List<String> MODULE_PACKAGES = List.of(
            "dev.sallyport.crypto",
            "dev.sallyport.wasm",
            "dev.sallyport.guard",
            "dev.sallyport.localkms",
            "dev.sallyport.testkit",
            "dev.sallyport.service",
            "dev.sallyport.vault",
            "dev.sallyport.proxy",
            "dev.sallyport.sdk",
            "dev.sallyport.quickstart",
            "dev.sallyport.bench");

    private Sallyport() {}

    static Path sources() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve(".mvn")) && Files.exists(folder.resolve("mvnw"))) {
                return folder;
            }
        }
        throw new IllegalStateException("no folder above holds mvnw");
    }

    /// Leaves out what Maven or JMH generate for tests and benchmarks.
    static final class MainClasses implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("/test-classes/") && !location.contains("/jmh_generated/");
        }
    }
}
