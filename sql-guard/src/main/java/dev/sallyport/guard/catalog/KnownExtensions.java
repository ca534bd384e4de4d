package dev.sallyport.guard.catalog;

import dev.sallyport.guard.rules.Rule;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Functions of PostgreSQL's own extensions (contrib) that are known to do what the guard refuses, so that the refusal
/// says why.
final class KnownExtensions {

    private static final Map<String, Rule> BY_PREFIX = Map.of(
            "dblink", Rule.FUNC_005,
            "pg_file_", Rule.FUNC_002,
            "pg_stat_statements", Rule.FUNC_003,
            "pg_buffercache", Rule.FUNC_003,
            "pg_prewarm", Rule.FUNC_003,
            "postgres_fdw_", Rule.FUNC_003,
            "lo_", Rule.FUNC_006,
            "cron_", Rule.FUNC_005);

    private static final Set<String> RUN_SQL =
            Set.of("crosstab", "crosstab2", "crosstab3", "crosstab4", "crosstabn", "connectby", "xpath_table");

    private static final Set<String> READ_FILES =
            Set.of("pg_logdir_ls", "get_raw_page", "heap_page_items", "page_header", "pgrowlocks", "pgstattuple");

    private KnownExtensions() {}

    static Optional<Rule> refusal(String name) {
        if (RUN_SQL.contains(name)) {
            return Optional.of(Rule.FUNC_005);
        }
        if (READ_FILES.contains(name)) {
            return Optional.of(Rule.FUNC_002);
        }
        return BY_PREFIX.entrySet().stream()
                .filter(entry -> name.startsWith(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }
}
