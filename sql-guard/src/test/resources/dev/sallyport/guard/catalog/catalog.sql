-- What PostgreSQL brings, as the lines of catalog.txt: "function NAME VERDICT", "operator NAME safe", "type NAME safe".
-- A function is safe when no overload of its name is volatile, takes or gives internal types, or is in the lists below.
-- Volatile ones that are harmless are listed by name. For the refused ones the verdict is the rule that says why.
WITH functions AS (
  SELECT p.proname::text AS name,
         bool_or(p.provolatile = 'v') AS volatile,
         bool_or(p.prokind = 'p') AS procedure,
         bool_or(p.prorettype IN ('internal'::regtype, 'cstring'::regtype, 'trigger'::regtype, 'event_trigger'::regtype,
                                  'language_handler'::regtype, 'fdw_handler'::regtype, 'index_am_handler'::regtype,
                                  'tsm_handler'::regtype, 'table_am_handler'::regtype)
                 OR EXISTS (SELECT FROM unnest(p.proargtypes) AS t(id)
                            WHERE t.id IN ('internal'::regtype, 'cstring'::regtype))) AS internal
  FROM pg_proc AS p
  WHERE p.pronamespace = 'pg_catalog'::regnamespace
  GROUP BY p.proname
), judged AS (
  SELECT name, CASE
    WHEN name ~ '^(pg_read_|pg_ls_|pg_stat_file$|pg_hba_file|pg_ident_file|pg_show_all_file|pg_current_logfile|pg_relation_filepath|pg_tablespace_location|pg_config$|lo_import|lo_export)'
      THEN 'FUNC-002'
    WHEN name ~ '^(nextval|setval|lo_|loread|lowrite)' THEN 'FUNC-006'
    WHEN name ~ '^(pg_sleep|pg_notify|pg_advisory_|pg_try_advisory_|pg_listening|pg_notification)' THEN 'FUNC-007'
    WHEN name ~ '^(table|schema|database)_to_xml' THEN 'FUNC-008'
    WHEN name ~ '^(query_to_xml|cursor_to_xml|ts_stat$|ts_rewrite$)' THEN 'FUNC-005'
    WHEN name ~ '^(set_config|setseed|pg_show_all_settings|pg_settings_get)' THEN 'FUNC-004'
    WHEN name IN ('pg_backend_pid', 'pg_basetype', 'pg_char_to_encoding', 'pg_client_encoding', 'pg_collation_for',
                  'pg_column_compression', 'pg_column_size', 'pg_current_snapshot', 'pg_current_xact_id_if_assigned',
                  'pg_database_size', 'pg_describe_object', 'pg_encoding_to_char', 'pg_function_is_visible',
                  'pg_get_constraintdef', 'pg_get_expr', 'pg_get_indexdef', 'pg_get_keywords', 'pg_get_partkeydef',
                  'pg_get_serial_sequence', 'pg_get_userbyid', 'pg_get_viewdef', 'pg_has_role', 'pg_indexes_size',
                  'pg_input_error_info', 'pg_input_is_valid', 'pg_is_in_recovery', 'pg_lsn', 'pg_my_temp_schema',
                  'pg_relation_is_updatable', 'pg_relation_size', 'pg_sequence_last_value', 'pg_size_bytes',
                  'pg_size_pretty', 'pg_snapshot_xip', 'pg_snapshot_xmax', 'pg_snapshot_xmin', 'pg_table_is_visible',
                  'pg_table_size', 'pg_total_relation_size', 'pg_trigger_depth', 'pg_type_is_visible', 'pg_typeof',
                  'pg_visible_in_snapshot', 'pg_xact_status')
      THEN 'safe'
    WHEN name ~ '^(pg_|binary_upgrade_|brin_summarize|brin_desummarize|gin_clean|currtid|plpgsql_|txid_current$|inet_(client|server)_)'
      THEN 'FUNC-003'
    WHEN name IN ('array_sample', 'array_shuffle', 'clock_timestamp', 'currval', 'gen_random_uuid', 'lastval', 'random',
                  'random_normal', 'timeofday', 'uuidv4', 'uuidv7', 'txid_status', 'bernoulli', 'system')
      THEN 'safe'
    WHEN name ~ '_validator$' OR volatile OR procedure OR internal THEN 'FUNC-001'
    ELSE 'safe' END AS verdict
  FROM functions
)
SELECT line FROM (
  SELECT 'function ' || name || ' ' || verdict AS line FROM judged
  UNION
  SELECT 'operator ' || o.oprname || ' safe'
  FROM pg_operator AS o
  WHERE o.oprnamespace = 'pg_catalog'::regnamespace
    AND NOT EXISTS (SELECT FROM pg_operator AS v JOIN pg_proc AS p ON p.oid = v.oprcode
                    WHERE v.oprname = o.oprname AND v.oprnamespace = o.oprnamespace AND p.provolatile = 'v')
  UNION
  SELECT 'type ' || t.typname || ' safe'
  FROM pg_type AS t
  WHERE t.typnamespace = 'pg_catalog'::regnamespace AND t.typrelid = 0
    AND (t.typtype IN ('b', 'r', 'm') OR t.typname IN ('record', 'void', 'any'))
    AND t.typname NOT LIKE 'pg\_brin%' AND (t.typname NOT LIKE '\_pg\_%' OR t.typname IN ('_pg_lsn', '_pg_snapshot')) AND t.typname NOT IN ('pg_node_tree', 'pg_ndistinct', 'pg_dependencies', 'pg_mcv_list')
) AS lines
ORDER BY line COLLATE "C"
