package dev.sallyport.guard.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.testkit.postgres.EmbeddedPostgres;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// `catalog.txt` is what a real PostgreSQL answers to `catalog.sql`; run with `-Dsallyport.catalog.write=true` to
/// write it anew.
class CatalogResourceIT {

    private static final Path RESOURCE =
            Path.of("src", "main", "resources", "dev", "sallyport", "guard", "catalog", "catalog.txt");
    private static final String HEAD =
            "# Made from a real PostgreSQL by CatalogResourceIT (catalog.sql); never edited by hand.";

    @Test
    void the_resource_is_what_postgresql_answers() throws Exception {
        List<String> lines = new ArrayList<>(List.of(HEAD));
        try (var connection = EmbeddedPostgres.shared().superuser();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query())) {
            while (rows.next()) {
                lines.add(rows.getString(1));
            }
        }
        if (Boolean.getBoolean("sallyport.catalog.write")) {
            Files.write(RESOURCE, lines);
        }

        assertThat(Files.readAllLines(RESOURCE)).isEqualTo(lines);
    }

    private static String query() throws Exception {
        try (InputStream sql =
                Objects.requireNonNull(CatalogResourceIT.class.getResourceAsStream("catalog.sql"), "catalog.sql")) {
            return new String(sql.readAllBytes(), UTF_8);
        }
    }
}
