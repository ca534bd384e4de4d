package dev.sallyport.guard.policy;

import dev.sallyport.guard.facts.StatementKind;
import dev.sallyport.guard.rules.Rule;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A policy's document, member by member. Null where an absent member means "no restriction".
record PolicyParts(
        Mode mode,
        String defaultSchema,
        @Nullable Set<StatementKind> operations,
        @Nullable List<TablePattern> tablesAllowed,
        List<TablePattern> tablesDenied,
        Map<String, ColumnRight> columns,
        Set<String> functionsAdded,
        Set<String> functionsRemoved,
        Set<String> typesAdded,
        Set<String> operatorsAdded,
        Map<Rule, Policy.Setting> rules,
        boolean parametersRequired,
        OptionalInt maxRows) {}
