package dev.sallyport.guard.proof;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Everything that a statement could leave behind, as text that can be compared.
final class Snapshot {

    /// Database and cluster, seen by another session.
    private static final String SERVER = """
            SELECT md5(concat_ws('|',
              (SELECT string_agg(x::text, ',' ORDER BY x::text) FROM t x),
              (SELECT string_agg(x::text, ',' ORDER BY x::text) FROM u x),
              (SELECT string_agg(x::text, ',' ORDER BY x::text) FROM users x),
              (SELECT string_agg(x::text, ',' ORDER BY x::text) FROM numbered x),
              (SELECT string_agg(concat(sequencename, last_value, increment_by), ',' ORDER BY 1) FROM pg_sequences),
              (SELECT string_agg(concat(oid, relname, relkind, relacl::text, relowner, relrowsecurity, relforcerowsecurity,
                  relnatts, reltablespace, relchecks, reloptions, relispopulated, relfilenode), ',' ORDER BY oid)
                 FROM pg_class WHERE oid >= 16384 AND relpersistence <> 't'),
              (SELECT string_agg(concat(attrelid, attname, atttypid, attnotnull, attoptions, attacl::text), ',' ORDER BY attrelid, attnum)
                 FROM pg_attribute WHERE attrelid IN (SELECT oid FROM pg_class WHERE oid >= 16384 AND relpersistence <> 't')),
              (SELECT string_agg(concat(oid, proname, proacl::text, prosrc, prosecdef, proowner, proconfig, proleakproof), ',' ORDER BY oid)
                 FROM pg_proc WHERE oid >= 16384 OR proacl IS NOT NULL),
              (SELECT string_agg(concat(oid, typname, typacl::text), ',' ORDER BY oid) FROM pg_type WHERE oid >= 16384
                 AND typnamespace NOT IN (SELECT oid FROM pg_namespace WHERE nspname LIKE 'pg\\_%temp%')),
              (SELECT string_agg(concat(oid, nspname, nspacl::text, nspowner), ',' ORDER BY oid) FROM pg_namespace
                 WHERE nspname NOT LIKE 'pg\\_%temp%'),
              (SELECT string_agg(concat(oid, rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication,
                  rolpassword, rolconnlimit, rolvaliduntil, rolcanlogin), ',' ORDER BY oid) FROM pg_authid),
              (SELECT string_agg(concat(roleid, member), ',' ORDER BY roleid, member) FROM pg_auth_members),
              (SELECT string_agg(concat(setdatabase, setrole, setconfig::text), ',' ORDER BY setdatabase, setrole) FROM pg_db_role_setting),
              (SELECT string_agg(concat(oid, datname, datconnlimit, datallowconn, datacl::text), ',' ORDER BY oid) FROM pg_database),
              (SELECT string_agg(concat(loid, pageno, data::text), ',' ORDER BY loid, pageno) FROM pg_largeobject),
              (SELECT string_agg(concat(oid, lomacl::text), ',' ORDER BY oid) FROM pg_largeobject_metadata),
              (SELECT string_agg(extname || extversion, ',' ORDER BY extname) FROM pg_extension),
              (SELECT string_agg(concat(oid, oprname, oprnamespace), ',' ORDER BY oid) FROM pg_operator WHERE oid >= 16384),
              (SELECT string_agg(concat(oid, polname, polrelid), ',' ORDER BY oid) FROM pg_policy),
              (SELECT string_agg(concat(oid, pubname), ',' ORDER BY oid) FROM pg_publication),
              (SELECT string_agg(concat(oid, subname, subenabled), ',' ORDER BY oid) FROM pg_subscription),
              (SELECT string_agg(x::text, ',' ORDER BY x::text) FROM pg_foreign_data_wrapper x),
              (SELECT string_agg(x::text, ',' ORDER BY x::text) FROM pg_foreign_server x),
              (SELECT string_agg(x::text, ',' ORDER BY x::text) FROM pg_enum x),
              (SELECT string_agg(x::text, ',' ORDER BY x::text) FROM pg_inherits x),
              (SELECT string_agg(x::text, ',' ORDER BY x::text) FROM pg_ts_dict x),
              (SELECT string_agg(x::text, ',' ORDER BY x::text) FROM pg_opfamily x WHERE oid >= 16384),
              (SELECT string_agg(x::text, ',' ORDER BY x::text) FROM pg_amop x WHERE oid >= 16384),
              (SELECT string_agg(concat(umuser, umserver, umoptions), ',' ORDER BY oid) FROM pg_user_mapping),
              (SELECT string_agg(slot_name, ',' ORDER BY slot_name) FROM pg_replication_slots),
              (SELECT string_agg(roname, ',' ORDER BY roname) FROM pg_replication_origin),
              (SELECT string_agg(concat(castsource, casttarget), ',' ORDER BY oid) FROM pg_cast WHERE oid >= 16384),
              (SELECT string_agg(concat(oid, conname), ',' ORDER BY oid) FROM pg_conversion WHERE oid >= 16384),
              (SELECT string_agg(concat(oid, collname, collversion), ',' ORDER BY oid) FROM pg_collation WHERE oid >= 12000),
              (SELECT string_agg(concat(objoid, objsubid, description), ',' ORDER BY objoid, objsubid) FROM pg_description WHERE objoid >= 16384),
              (SELECT string_agg(concat(defaclrole, defaclacl::text), ',' ORDER BY oid) FROM pg_default_acl),
              (SELECT string_agg(concat(spcname, spcacl::text, spcoptions), ',' ORDER BY oid) FROM pg_tablespace),
              (SELECT string_agg(concat(name, setting), ',' ORDER BY seqno) FROM pg_file_settings WHERE sourcefile LIKE '%auto.conf'),
              (SELECT string_agg(concat(oid, stxname), ',' ORDER BY oid) FROM pg_statistic_ext),
              (SELECT string_agg(concat(starelid, staattnum), ',' ORDER BY starelid, staattnum) FROM pg_statistic WHERE starelid >= 16384),
              (SELECT string_agg(concat(oid, cfgname), ',' ORDER BY oid) FROM pg_ts_config WHERE oid >= 12000),
              (SELECT string_agg(concat(oid, lanname, lanacl::text), ',' ORDER BY oid) FROM pg_language),
              (SELECT string_agg(concat(oid, tgname, tgrelid, tgenabled), ',' ORDER BY oid) FROM pg_trigger),
              (SELECT string_agg(concat(oid, conname, convalidated), ',' ORDER BY oid) FROM pg_constraint WHERE oid >= 16384),
              (SELECT string_agg(concat(oid, rulename, ev_class), ',' ORDER BY oid) FROM pg_rewrite WHERE oid >= 16384),
              (SELECT string_agg(concat(oid, evtname, evtenabled), ',' ORDER BY oid) FROM pg_event_trigger),
              (SELECT string_agg(concat(oid, opcname), ',' ORDER BY oid) FROM pg_opclass WHERE oid >= 16384),
              (SELECT string_agg(concat(oid, amname), ',' ORDER BY oid) FROM pg_am),
              (SELECT string_agg(concat(gid), ',' ORDER BY gid) FROM pg_prepared_xacts),
              (SELECT string_agg(concat(provider, label), ',') FROM pg_seclabel),
              (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND application_name NOT LIKE 'lab%'),
              (SELECT count(*) FROM pg_stat_activity WHERE application_name = 'lab bystander')))
            """;

    /// What a statement could leave behind in its own session.
    private static final String SESSION = """
            SELECT concat_ws('|', current_user, session_user,
              (SELECT string_agg(name || setting, ',' ORDER BY name) FROM pg_settings WHERE source = 'session' AND name <> 'application_name'),
              (SELECT string_agg(concat(locktype, classid, objid, mode), ',') FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'advisory'),
              (SELECT string_agg(name, ',') FROM pg_prepared_statements WHERE name NOT LIKE 'S\\_%'),
              (SELECT string_agg(name, ',') FROM pg_cursors),
              (SELECT string_agg(c, ',') FROM pg_listening_channels() c),
              (SELECT string_agg(relname, ',') FROM pg_class WHERE relnamespace = pg_my_temp_schema()),
              current_setting('my.custom', true),
              CASE WHEN now() = statement_timestamp() THEN '' ELSE 'in a transaction' END)
            """;

    /// What a statement could leave behind in the transaction that it ran in.
    private static final String TRANSACTION = """
            SELECT concat_ws('|', pg_current_xact_id_if_assigned() IS NOT NULL,
              (SELECT string_agg(concat(locktype, relation::regclass, classid, objid, mode), ',') FROM pg_locks
                 WHERE pid = pg_backend_pid() AND mode <> 'AccessShareLock' AND locktype <> 'virtualxid'),
              (SELECT string_agg(name || setting, ',' ORDER BY name) FROM pg_settings WHERE source = 'session' AND name <> 'application_name'),
              (SELECT string_agg(name, ',') FROM pg_cursors), current_user,
              CASE WHEN now() = statement_timestamp() THEN '' ELSE 'in a transaction' END)
            """;

    private Snapshot() {}

    static String ofTransaction(Connection subject) {
        return ask(subject, TRANSACTION);
    }

    static String ofServer(Connection watcher, List<Path> folders) {
        return ask(watcher, SERVER) + files(folders);
    }

    static String ofSession(Connection subject) {
        return ask(subject, SESSION);
    }

    /// The answer, or why there is none: a session that was closed or left broken has changed as well.
    private static String ask(Connection connection, String query) {
        try (PreparedStatement statement = connection.prepareStatement(query);
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            return String.valueOf(rows.getString(1));
        } catch (SQLException e) {
            return "no answer: " + e.getSQLState() + " " + e.getMessage();
        }
    }

    private static String files(List<Path> folders) {
        var found = new ArrayList<String>();
        for (Path folder : folders) {
            try (var paths = Files.list(folder)) {
                for (Path path : paths.toList()) {
                    found.add(path.getFileName()
                            + (Files.isRegularFile(path) && path.startsWith(folders.getFirst())
                                    ? ":" + Files.size(path)
                                    : ""));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        found.removeIf(name -> name.startsWith("postmaster.") || name.endsWith(".tmp"));
        return found.stream().sorted().toList().toString();
    }
}
