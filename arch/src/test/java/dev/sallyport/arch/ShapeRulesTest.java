package dev.sallyport.arch;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;

/// How large a package or a file may get, what it may be called, and how objects get what they need.
@AnalyzeClasses(packages = Sallyport.ROOT_PACKAGE, importOptions = Sallyport.MainClasses.class)
class ShapeRulesTest {

    private static final int MAX_TYPES_IN_A_PACKAGE = 20;
    private static final int MAX_LINES_IN_A_FILE = 400;
    private static final Set<String> REFUSED_PACKAGE_NAMES =
            Set.of("common", "core", "model", "util", "utils", "helper", "impl", "manager");

    @ArchTest
    static final ArchRule no_field_injection = noFields()
            .should()
            .beAnnotatedWith("jakarta.inject.Inject")
            .orShould()
            .beAnnotatedWith("jakarta.annotation.Resource")
            .orShould()
            .beAnnotatedWith("jakarta.persistence.PersistenceContext")
            .orShould()
            .beAnnotatedWith("org.eclipse.microprofile.config.inject.ConfigProperty")
            .orShould()
            .beAnnotatedWith("org.eclipse.microprofile.rest.client.inject.RestClient")
            .because("a constructor says what a class needs")
            .allowEmptyShould(true);

    @ArchTest
    static void a_package_holds_at_most_20_types(JavaClasses classes) {
        var typesByPackage = classes.stream()
                .filter(JavaClass::isTopLevelClass)
                .filter(type -> !type.getSimpleName().equals("package-info"))
                .collect(groupingBy(JavaClass::getPackageName, counting()));

        assertThat(typesByPackage)
                .allSatisfy((name, types) ->
                        assertThat(types).as("types in %s", name).isLessThanOrEqualTo(MAX_TYPES_IN_A_PACKAGE));
    }

    @ArchTest
    static void a_package_is_named_for_a_feature(JavaClasses classes) {
        var refused = classes.stream()
                .map(JavaClass::getPackageName)
                .distinct()
                .filter(name -> Arrays.stream(name.split("\\.")).anyMatch(REFUSED_PACKAGE_NAMES::contains));

        assertThat(refused).isEmpty();
    }

    @ArchTest
    static void a_source_file_holds_at_most_400_lines(JavaClasses classes) throws IOException {
        try (var modules = Files.list(Sallyport.sources())) {
            var mains = modules.map(module -> module.resolve("src/main/java"))
                    .filter(Files::isDirectory)
                    .toList();

            assertThat(mains).isNotEmpty();
            for (Path main : mains) {
                try (var files = Files.walk(main)) {
                    assertThat(files.filter(file -> file.toString().endsWith(".java")))
                            .allSatisfy(file -> assertThat(lines(file))
                                    .as("lines of %s", file)
                                    .isLessThanOrEqualTo(MAX_LINES_IN_A_FILE));
                }
            }
        }
    }

    private static long lines(Path file) {
        try (var lines = Files.lines(file)) {
            return lines.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
