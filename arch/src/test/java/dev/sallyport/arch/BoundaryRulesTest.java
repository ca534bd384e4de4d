package dev.sallyport.arch;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.domain.properties.HasOwner;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/// Which package may know which other one, where Maven's modules cannot say it.
@AnalyzeClasses(packages = Sallyport.ROOT_PACKAGE, importOptions = Sallyport.MainClasses.class)
class BoundaryRulesTest {

    @ArchTest
    static final ArchRule only_proxy_unseal_names_the_unsealer = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "dev.sallyport.proxy.unseal..", "dev.sallyport.crypto..", "dev.sallyport.testkit..")
            .should()
            .dependOnClassesThat(simpleName("Unsealer")
                    .and(resideInAPackage("dev.sallyport.."))
                    .as("Unsealer"))
            .because("a credential is opened in one place")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule crypto_and_sql_guard_use_no_framework = noClasses()
            .that()
            .resideInAnyPackage("dev.sallyport.crypto..", "dev.sallyport.guard..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.quarkus..",
                    "io.smallrye..",
                    "io.vertx..",
                    "io.netty..",
                    "jakarta..",
                    "com.fasterxml.jackson..",
                    "tools.jackson..",
                    "software.amazon.awssdk..",
                    "org.eclipse.microprofile..",
                    "org.hibernate..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule tenants_statements_never_take_the_simple_query_protocol = noClasses()
            .that()
            .resideInAnyPackage("dev.sallyport.proxy.target..", "dev.sallyport.proxy.execute..")
            .should()
            .callMethodWhere(sqlClientQuery())
            .because("the simple protocol runs several statements in one text; preparedQuery runs one")
            .allowEmptyShould(true);

    @ArchTest
    static void feature_packages_have_no_cycle(JavaClasses classes) {
        for (String module : Sallyport.MODULE_PACKAGES) {
            slices().matching(module + ".(*)..")
                    .should()
                    .beFreeOfCycles()
                    .allowEmptyShould(true)
                    .check(classes);
        }
    }

    private static DescribedPredicate<JavaCall<?>> sqlClientQuery() {
        return JavaCall.Predicates.target(HasName.Predicates.name("query"))
                .and(JavaCall.Predicates.target(
                        HasOwner.Predicates.With.owner(assignableTo("io.vertx.sqlclient.SqlClient"))))
                .as("SqlClient.query(String)");
    }
}
