package dev.sallyport.arch;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// docs/configuration.md names every key that the services read, and no other.
@AnalyzeClasses(packages = Sallyport.ROOT_PACKAGE, importOptions = Sallyport.MainClasses.class)
class ConfigurationRulesTest {

    private static final String MAPPING = "io.smallrye.config.ConfigMapping";

    /// Read by an expression in application.properties alone.
    private static final Set<String> LISTENER = Set.of("sallyport.internal.certificate", "sallyport.internal.key");

    private static final Set<String> OWNER =
            Set.of("sallyport.migration.username", "sallyport.migration.password", "sallyport.migration.sslmode");

    private static final Pattern KEY = Pattern.compile("`(sallyport\\.[a-z0-9.-]+|\\.[a-z0-9.-]+)(\\.\"NAME\")?`");

    @ArchTest
    static void the_vaults_keys_are_documented_and_no_other_is(JavaClasses classes) throws IOException {
        var keys = keys(classes, "dev.sallyport.vault");
        keys.addAll(LISTENER);

        assertThat(documented("## Vault")).isEqualTo(keys);
    }

    @ArchTest
    static void the_proxys_keys_are_documented_and_no_other_is(JavaClasses classes) throws IOException {
        var keys = keys(classes, "dev.sallyport.proxy");
        keys.addAll(LISTENER);
        keys.addAll(OWNER);

        assertThat(documented("## Proxy")).isEqualTo(keys);
    }

    @ArchTest
    static void the_keys_of_both_services_are_documented_and_no_other_is(JavaClasses classes) throws IOException {
        assertThat(documented("## Both services")).isEqualTo(keys(classes, "dev.sallyport.service"));
    }

    private static Set<String> keys(JavaClasses classes, String root) {
        var keys = new TreeSet<String>();
        for (JavaClass type : classes) {
            if (type.getPackageName().startsWith(root) && type.isAnnotatedWith(MAPPING)) {
                var prefix = type.getAnnotationOfType(MAPPING).get("prefix").orElseThrow();
                collect(type, prefix.toString(), keys);
            }
        }
        assertThat(keys).as("mappings of " + root).hasSizeGreaterThan(10);
        return keys;
    }

    private static void collect(JavaClass type, String prefix, Set<String> keys) {
        for (JavaMethod method : type.getMethods()) {
            var name = prefix + "." + kebab(method.getName());
            JavaType result = method.getReturnType();
            var erased = result.toErasure();
            if (erased.isInterface() && erased.getPackageName().startsWith(Sallyport.ROOT_PACKAGE)) {
                collect(erased, name, keys);
            } else {
                keys.add(erased.getName().equals("java.util.Map") ? name + ".\"NAME\"" : name);
            }
        }
    }

    private static String kebab(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    /// The first column of the section's table; `.x` stands for another last part of the key before it.
    private static Set<String> documented(String section) throws IOException {
        var text = Files.readString(Sallyport.sources().resolve("docs/configuration.md"));
        int start = text.indexOf(section + "\n");
        assertThat(start).as(section).isNotNegative();
        int end = text.indexOf("\n## ", start + 1);
        var keys = new TreeSet<String>();
        text.substring(start, end < 0 ? text.length() : end)
                .lines()
                .filter(line -> line.startsWith("| `"))
                .forEach(line -> {
                    var found = KEY.matcher(line.split("\\|")[1]);
                    var before = "";
                    while (found.find()) {
                        var key = found.group(1).startsWith(".")
                                ? before.substring(0, before.lastIndexOf('.')) + found.group(1)
                                : found.group(1);
                        before = before.isEmpty() || !found.group(1).startsWith(".") ? key : before;
                        keys.add(key + (found.group(2) == null ? "" : found.group(2)));
                    }
                });
        return keys;
    }
}
