package dev.sallyport.arch;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.constantpool.Utf8Entry;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/// No secret is a `String`: neither a field, a record component nor a parameter. ArchUnit does not know the names of
/// parameters, so this reads the class files themselves (javac runs with `-parameters`).
@AnalyzeClasses(packages = Sallyport.ROOT_PACKAGE, importOptions = Sallyport.MainClasses.class)
class SecretNamesTest {

    private static final Set<String> SECRET_NAMES = Set.of("dsn", "password", "secret");

    /// The last line before a library that insists on a `String`, each as `binary.ClassName.member(name)`.
    private static final Set<String> LAST_LINE_BEFORE_A_LIBRARY = Set.of();

    @ArchTest
    static void no_string_is_named_dsn_password_or_secret(JavaClasses classes) {
        var found = classes.stream()
                .flatMap(SecretNamesTest::secretsInStrings)
                .filter(place -> !LAST_LINE_BEFORE_A_LIBRARY.contains(place));

        assertThat(found).isEmpty();
    }

    private static Stream<String> secretsInStrings(JavaClass type) {
        var classFile = parse(type);
        var fields = classFile.fields().stream()
                .filter(field -> field.fieldType().equalsString("Ljava/lang/String;"))
                .map(field -> field.fieldName().stringValue())
                .filter(SecretNamesTest::namesASecret)
                .map(name -> type.getName() + "." + name);
        var parameters = classFile.methods().stream()
                .filter(method -> !method.flags().has(AccessFlag.SYNTHETIC))
                .flatMap(method -> secretParameters(method).stream()
                        .map(name -> type.getName() + "." + method.methodName().stringValue() + "(" + name + ")"));
        return Stream.concat(fields, parameters);
    }

    private static List<String> secretParameters(MethodModel method) {
        var types = method.methodTypeSymbol().parameterList();
        var found = new ArrayList<String>();
        method.findAttribute(Attributes.methodParameters()).ifPresent(attribute -> {
            for (int i = 0; i < types.size(); i++) {
                var name = attribute.parameters().get(i).name().map(Utf8Entry::stringValue);
                if (types.get(i).descriptorString().equals("Ljava/lang/String;")
                        && name.filter(SecretNamesTest::namesASecret).isPresent()) {
                    found.add(name.get());
                }
            }
        });
        return found;
    }

    private static boolean namesASecret(String name) {
        return SECRET_NAMES.contains(name.toLowerCase(Locale.ROOT));
    }

    private static ClassModel parse(JavaClass type) {
        try (var bytes = type.getSource().orElseThrow().getUri().toURL().openStream()) {
            return ClassFile.of().parse(bytes.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
