package dev.sallyport.quickstart.databases;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.crypto.secret.Secret;
import dev.sallyport.quickstart.files.KeptSecrets;
import dev.sallyport.quickstart.postgres.Cluster;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;

/// A customer's database, as an example: `shop`, with the role `shop_app` that may do what a shop does and no
/// more.
public final class CustomerDatabase {

    /// What the sealed DSN logs in as.
    public static final String APPLICATION_ROLE = "shop_app";

    private static final String DATABASE = "shop";

    private final Cluster cluster;
    private final KeptSecrets kept;

    public CustomerDatabase(Cluster cluster, KeptSecrets kept) {
        this.cluster = cluster;
        this.kept = kept;
    }

    /// Makes what is missing, all of the shop or nothing.
    public void ensure() throws SQLException, IOException {
        try (Connection admin = cluster.superuser("postgres")) {
            new Roles(kept).ensure(admin, APPLICATION_ROLE);
            if (!Sql.holds(admin, "SELECT 1 FROM pg_roles WHERE rolname = ?", "shop_owner")) {
                Sql.run(admin, "CREATE ROLE shop_owner NOLOGIN");
            }
            Roles.ensureDatabase(admin, DATABASE, "shop_owner", APPLICATION_ROLE);
        }
        try (Connection admin = cluster.superuser(DATABASE)) {
            if (!Sql.holds(
                    admin, "SELECT 1 FROM pg_tables WHERE schemaname = 'public' AND tablename = ?", "customers")) {
                admin.setAutoCommit(false);
                Sql.run(admin, resource("shop.sql"));
                admin.commit();
            }
        }
    }

    /// What is sealed: the least-privilege role, TLS with the authority's certificate inside. The caller closes
    /// it.
    public Secret applicationDsn() throws IOException {
        return dsn(APPLICATION_ROLE, APPLICATION_ROLE, true);
    }

    /// The superuser of the customer's cluster, for looking around. The caller closes it.
    public Secret adminDsn() throws IOException {
        return dsn(Cluster.SUPERUSER, cluster.superuserSecret(), false);
    }

    /// The certificate that signs the database's, PEM.
    public String caPem() throws IOException {
        return Files.readString(cluster.place().ca());
    }

    private Secret dsn(String role, String keptAs, boolean withCa) throws IOException {
        var text = new StringBuilder("postgresql://").append(role).append(':');
        try (Secret word = kept.get(keptAs)) {
            word.reveal(bytes -> text.append(new String(bytes, UTF_8)));
        }
        text.append("@localhost:").append(cluster.place().port()).append('/').append(DATABASE);
        text.append("?sslmode=verify-full");
        if (withCa) {
            text.append("&sslrootcert=")
                    .append(URLEncoder.encode(caPem(), UTF_8).replace("+", "%20"));
        }
        return Secret.take(text.toString().getBytes(UTF_8));
    }

    private static String resource(String name) throws IOException {
        try (InputStream script = CustomerDatabase.class.getResourceAsStream(name)) {
            if (script == null) {
                throw new IOException("no resource " + name);
            }
            return new String(script.readAllBytes(), UTF_8);
        }
    }
}
