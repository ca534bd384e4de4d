package dev.sallyport.quickstart.stack;

import dev.sallyport.crypto.id.CredentialId;
import dev.sallyport.quickstart.cli.Progress;
import dev.sallyport.quickstart.databases.CustomerDatabase;
import dev.sallyport.quickstart.files.KeptSecrets;
import dev.sallyport.sdk.ClientFile;
import dev.sallyport.sdk.SallyportClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/// A whole stack for tests: every part a process of its own, and a client with the demo tenant's key.
public final class RunningStack implements AutoCloseable {

    private final Path data;
    private final Progress progress = new Progress(System.err);
    private final Stack stack;
    private final SallyportClient client;

    private RunningStack(Path data) throws Exception {
        this.data = data;
        this.stack = Stack.start(new StackOptions(data, 0, 0), progress, begun -> {});
        this.client = SallyportClient.fromClientFile(stack.clientFile());
    }

    /// Starts in the folder `data`, which is made.
    public static RunningStack in(Path data) throws Exception {
        return new RunningStack(data);
    }

    /// The same, with settings of both services besides those that are written at every start.
    public static RunningStack in(Path data, String settings) throws Exception {
        Path conf = Files.createDirectories(data.resolve("conf"));
        for (String service : List.of("vault", "proxy")) {
            Files.writeString(conf.resolve(service + "-local.properties"), settings);
        }
        return new RunningStack(data);
    }

    public SallyportClient client() {
        return client;
    }

    public Path data() {
        return data;
    }

    public Path clientFile() {
        return stack.clientFile();
    }

    public URI vaultUrl() {
        return stack.vaultUrl();
    }

    public URI proxyUrl() {
        return stack.proxyUrl();
    }

    /// Where the KMS answers.
    public URI kms() {
        return stack.kms();
    }

    /// Every process of the stack but this one.
    public List<Long> pids() {
        return stack.pids();
    }

    /// The process that was started under this name.
    public ProcessHandle process(String name) throws IOException {
        String pid =
                Files.readString(data.resolve("run").resolve(name + ".pid")).split(" ")[0];
        return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    }

    /// The passwords that the stack drew for itself.
    public KeptSecrets kept() {
        return new KeptSecrets(data.resolve("secrets"));
    }

    /// The credential of the demo tenant.
    public CredentialId credential() throws IOException {
        try (ClientFile file = ClientFile.read(stack.clientFile())) {
            return CredentialId.of(file.member("credential_id").asText());
        }
    }

    /// The example of a customer.
    public CustomerDatabase shop() throws IOException {
        return new CustomerDatabase(stack.customer(), kept());
    }

    /// A superuser of the services' database `vault` or `proxy`.
    public Connection platform(String database) throws Exception {
        return stack.platform().superuser(database);
    }

    /// A superuser of the customer's database.
    public Connection customer() throws Exception {
        return stack.customer().superuser("shop");
    }

    /// The first column of the first row, asked of the customer's database behind the proxy's back.
    public String asAdmin(String question) throws Exception {
        try (Connection admin = customer();
                var statement = admin.createStatement();
                var rows = statement.executeQuery(question)) {
            if (!rows.next()) {
                throw new SQLException("no row");
            }
            return rows.getString(1);
        }
    }

    @Override
    public void close() throws Exception {
        client.close();
        stack.close();
        progress.close();
    }
}
