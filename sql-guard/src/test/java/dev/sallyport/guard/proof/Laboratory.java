package dev.sallyport.guard.proof;

import dev.sallyport.testkit.postgres.EmbeddedPostgres;
import dev.sallyport.testkit.postgres.PostgresOptions;
import dev.sallyport.testkit.postgres.ServerTls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/// A real PostgreSQL where texts run with nothing in their way but the role: no guard, no read-only transaction, no
/// rollback. It tells what a text left behind, and puts everything back.
///
/// Paths in texts that begin with `/tmp/sallyport-lab` lead into a folder of the laboratory's own.
final class Laboratory implements AutoCloseable {

    /// May read the tables and nothing else.
    static final String READER = "reader";

    static final String SUPERUSER = "lab_super";

    private static final String FOLDER_IN_TEXTS = "/tmp/sallyport-lab";
    private static final Duration HOLD = Duration.ofMillis(900);

    /// The shortest sleep in the corpus.
    private static final Duration NAP = Duration.ofMillis(50);

    private static final Path TEMPLATE = Path.of("src", "test", "resources", "corpus", "laboratory.sql");

    private static final String READABLE = "7\tseven\n";

    private static final String UNDO = """
            DROP OWNED BY lab_super CASCADE;
            DELETE FROM t; INSERT INTO t SELECT n, 'b' || n FROM generate_series(1, 9) n;
            DELETE FROM u; INSERT INTO u SELECT n, 'u' || n FROM generate_series(1, 3) n;
            DELETE FROM users; INSERT INTO users VALUES (1, 'ann'), (2, 'bob');
            DELETE FROM numbered;
            SELECT setval('s', 1, false), setval('numbered_id_seq', 1, false);
            SELECT lo_unlink(oid) FROM pg_largeobject_metadata;
            SELECT lo_from_bytea(16384, 'x');
            SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE NOT active;
            SELECT pg_replication_origin_drop(roname) FROM pg_replication_origin
            """;

    /// Memberships and rights that a statement gave to the roles.
    private static final String REVOKE = """
            DO $$ DECLARE r record; BEGIN
              FOR r IN SELECT m.roleid::regrole AS role, m.member::regrole AS member, m.grantor::regrole AS grantor
                FROM pg_auth_members m WHERE m.member >= 16384 OR m.roleid >= 16384 LOOP
                EXECUTE format('REVOKE %s FROM %s GRANTED BY %s CASCADE', r.role, r.member, r.grantor);
              END LOOP;
              FOR r IN SELECT parname FROM pg_parameter_acl LOOP
                EXECUTE format('REVOKE ALL ON PARAMETER %s FROM reader, PUBLIC', r.parname);
              END LOOP;
            END $$
            """;

    private final EmbeddedPostgres postgres;
    private final Path folder;
    private final List<Path> watchedFolders;
    private final Connection admin;
    private final Map<String, Connection> subjects = new HashMap<>();
    private final Map<String, String> sessions = new HashMap<>();
    private Connection watcher;
    private Connection bystander;
    private int databases;
    private String database;
    private String server = "";

    private Laboratory(EmbeddedPostgres postgres) throws SQLException, IOException {
        this.postgres = postgres;
        folder = Files.createTempDirectory("sallyport-lab-");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        admin = postgres.superuser();
        try (Statement statement = admin.createStatement();
                var rows = statement.executeQuery("SHOW data_directory")) {
            rows.next();
            Path data = Path.of(rows.getString(1));
            watchedFolders = List.of(folder, data, data.resolve("pg_tblspc"), data.resolve("pg_replslot"));
        }
        run("CREATE ROLE lab_super SUPERUSER LOGIN PASSWORD 'lab'");
        run("CREATE ROLE reader LOGIN PASSWORD 'lab'");
        run("CREATE DATABASE lab_template");
        postgres.run("lab_template", Files.readString(TEMPLATE).split(";\\n", -1));
        database = newDatabase();
        watcher = connect(SUPERUSER, "lab watcher");
        bystander = connect(SUPERUSER, "lab bystander");
    }

    static Laboratory open() throws SQLException, IOException {
        var options = new PostgresOptions(
                ServerTls.OFF,
                false,
                Map.of(
                        "wal_level",
                        "logical",
                        "max_prepared_transactions",
                        "4",
                        "autovacuum",
                        "off",
                        "full_page_writes",
                        "off"));
        return new Laboratory(EmbeddedPostgres.start(options));
    }

    /// By the extended protocol, as the proxy speaks.
    Effect run(String sql, String role) throws SQLException, IOException {
        return run(sql, role, false);
    }

    /// By one message of the simple protocol, which runs every statement of the text.
    Effect runSimple(String sql, String role) throws SQLException, IOException {
        return run(sql, role, true);
    }

    /// An honest statement by the extended protocol, its parameters NULL; what it lacks of the given tables is made
    /// first.
    Effect runHonest(String sql, List<String> tables) throws SQLException, IOException {
        var furniture = new Furniture(watcher, tables);
        Connection subject = subject(SUPERUSER);
        RawStatement.Answer answer;
        boolean mended;
        do {
            rememberServer();
            answer = RawStatement.extendedWithNulls(subject, sql);
            mended = furniture.mend(answer);
            if (mended) {
                server = "";
            }
        } while (mended);
        boolean session = !Snapshot.ofSession(subject).equals(sessions.get(SUPERUSER));
        if (serverChanged()) {
            return new Effect(Effect.Kind.CHANGED_SERVER, answer.sqlState());
        }
        return new Effect(session ? Effect.Kind.CHANGED_SESSION : quiet(answer, false), answer.sqlState());
    }

    /// By the extended protocol inside a transaction, which is rolled back.
    Effect runInTransaction(String sql, String role) throws SQLException, IOException {
        Connection subject = subject(role);
        rememberServer();
        RawStatement.simple(subject, "BEGIN; SAVEPOINT before");
        String before = Snapshot.ofTransaction(subject);
        long started = System.nanoTime();
        RawStatement.Answer answer = RawStatement.extended(subject, inFolder(sql));
        boolean held = held(sql, answer, started);
        boolean changed =
                answer.sqlState().isEmpty() && !Snapshot.ofTransaction(subject).equals(before);
        forget(role);
        if (serverChanged()) {
            return new Effect(Effect.Kind.CHANGED_SERVER, answer.sqlState());
        }
        return new Effect(changed ? Effect.Kind.CHANGED_TRANSACTION : quiet(answer, held), answer.sqlState());
    }

    private Effect run(String sql, String role, boolean simple) throws SQLException, IOException {
        Connection subject = subject(role);
        rememberServer();
        long started = System.nanoTime();
        RawStatement.Answer answer =
                simple ? RawStatement.simple(subject, inFolder(sql)) : RawStatement.extended(subject, inFolder(sql));
        boolean held = held(sql, answer, started);
        boolean session = !Snapshot.ofSession(subject).equals(sessions.get(role));
        if (session) {
            forget(role);
        }
        if (serverChanged()) {
            return new Effect(Effect.Kind.CHANGED_SERVER, answer.sqlState());
        }
        return new Effect(session ? Effect.Kind.CHANGED_SESSION : quiet(answer, held), answer.sqlState());
    }

    private String inFolder(String sql) {
        return sql.replace(FOLDER_IN_TEXTS, folder.toString());
    }

    private static boolean held(String sql, RawStatement.Answer answer, long started) {
        Duration took = Duration.ofNanos(System.nanoTime() - started);
        return answer.sqlState().equals("57014") || took.compareTo(sql.contains("leep") ? NAP : HOLD) >= 0;
    }

    private static Effect.Kind quiet(RawStatement.Answer answer, boolean held) {
        if (held) {
            return Effect.Kind.HELD;
        }
        if (!answer.sqlState().isEmpty()) {
            return Effect.Kind.REFUSED;
        }
        return answer.rows() > 0 ? Effect.Kind.ANSWERED : Effect.Kind.NOTHING;
    }

    private void rememberServer() throws IOException {
        if (server.isEmpty()) {
            Files.writeString(folder.resolve("readable"), READABLE);
            server = Snapshot.ofServer(watcher, watchedFolders);
        }
    }

    /// Whether anything outside the subject's session is not as it was; then it is put back.
    private boolean serverChanged() throws SQLException, IOException {
        if (Snapshot.ofServer(watcher, watchedFolders).equals(server)) {
            return false;
        }
        if (!undone()) {
            renew();
        }
        return true;
    }

    /// Whether rows, sequences, large objects, files and new objects were all that changed: these are put back quickly.
    private boolean undone() throws IOException {
        RawStatement.simple(watcher, UNDO);
        emptyFolder();
        Files.writeString(folder.resolve("readable"), READABLE);
        return Snapshot.ofServer(watcher, watchedFolders).equals(server);
    }

    private void emptyFolder() throws IOException {
        try (var left = Files.list(folder)) {
            for (Path path : left.toList()) {
                Files.delete(path);
            }
        }
    }

    private Connection subject(String role) throws SQLException {
        Connection open = subjects.get(role);
        if (open == null) {
            open = connect(role, "lab subject");
            subjects.put(role, open);
            sessions.put(role, Snapshot.ofSession(open));
        }
        return open;
    }

    private void forget(String role) throws SQLException {
        Connection open = subjects.remove(role);
        if (open != null) {
            open.close();
        }
    }

    /// A fresh copy of the template, and the cluster as it was.
    private void renew() throws SQLException, IOException {
        for (String role : List.copyOf(subjects.keySet())) {
            forget(role);
        }
        watcher.close();
        bystander.close();
        emptyFolder();
        restoreCluster();
        attempt("DROP DATABASE " + database + " WITH (FORCE)");
        database = newDatabase();
        watcher = connect(SUPERUSER, "lab watcher");
        bystander = connect(SUPERUSER, "lab bystander");
        server = "";
    }

    private void restoreCluster() throws SQLException {
        run("ALTER ROLE postgres SUPERUSER LOGIN PASSWORD '" + postgres.superuserSecret() + "'");
        run("ALTER ROLE lab_super SUPERUSER LOGIN PASSWORD 'lab' NOBYPASSRLS NOREPLICATION NOCREATEROLE NOCREATEDB");
        attempt("CREATE ROLE reader LOGIN PASSWORD 'lab'");
        attempt("ALTER ROLE reader NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOREPLICATION NOCREATEDB LOGIN PASSWORD 'lab'");
        attempt("SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE NOT active");
        attempt("SELECT pg_replication_origin_drop(roname) FROM pg_replication_origin");
        attempt(REVOKE);
        attempt("ALTER TABLESPACE pg_default RESET (random_page_cost)");
        attempt("DROP DATABASE evil");
        attempt("DROP ROLE mallory");
        attempt("DROP ROLE mallory2");
        attempt("DROP TABLESPACE evil");
        attempt("ALTER ROLE reader RESET ALL");
        attempt("ALTER ROLE lab_super RESET ALL");
        attempt("ALTER ROLE ALL RESET ALL");
        attempt("ALTER DATABASE postgres RESET ALL");
        attempt("ALTER DATABASE postgres CONNECTION LIMIT -1 ALLOW_CONNECTIONS true");
        attempt("ALTER SYSTEM RESET ALL");
        attempt("SELECT pg_reload_conf()");
    }

    private String newDatabase() throws SQLException {
        String name = "lab_" + ++databases;
        run("CREATE DATABASE " + name + " TEMPLATE lab_template");
        return name;
    }

    private Connection connect(String role, String name) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", role);
        properties.setProperty("password", "lab");
        properties.setProperty("sslmode", "disable");
        properties.setProperty("ApplicationName", name);
        properties.setProperty("preferQueryMode", "extendedForPrepared");
        properties.setProperty("assumeMinServerVersion", "15");
        properties.setProperty("prepareThreshold", "1");
        properties.setProperty("socketTimeout", "5");
        properties.setProperty(
                "options", "-c statement_timeout=1000 -c lock_timeout=500 -c plan_cache_mode=force_generic_plan");
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + postgres.port() + "/" + database, properties);
    }

    private void run(String sql) throws SQLException {
        try (Statement statement = admin.createStatement()) {
            statement.execute(sql);
        }
    }

    /// What was not there needs no undoing.
    private void attempt(String sql) {
        try {
            run(sql);
        } catch (SQLException _) {
            // as said
        }
    }

    @Override
    public void close() throws SQLException, IOException {
        admin.close();
        postgres.close();
        try (var left = Files.walk(folder)) {
            for (Path path : left.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
