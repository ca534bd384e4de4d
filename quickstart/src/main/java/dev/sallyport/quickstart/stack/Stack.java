package dev.sallyport.quickstart.stack;

import dev.sallyport.quickstart.cli.Progress;
import dev.sallyport.quickstart.databases.CustomerDatabase;
import dev.sallyport.quickstart.databases.PlatformDatabases;
import dev.sallyport.quickstart.files.DataFolder;
import dev.sallyport.quickstart.files.KeptSecrets;
import dev.sallyport.quickstart.kms.LocalKms;
import dev.sallyport.quickstart.postgres.Cluster;
import dev.sallyport.quickstart.postgres.PostgresBinaries;
import dev.sallyport.quickstart.process.Child;
import dev.sallyport.quickstart.process.Children;
import dev.sallyport.quickstart.process.JavaProcess;
import dev.sallyport.quickstart.process.Kind;
import dev.sallyport.quickstart.process.Readiness;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Everything that runs: two PostgreSQL clusters, the local KMS, the vault, the proxy. Closing ends it in order.
public final class Stack implements AutoCloseable {

    private final DataFolder folder;
    private final Children children;
    private final Addresses addresses;
    private final KeptSecrets kept;
    private final CountDownLatch closed = new CountDownLatch(1);

    private Stack(DataFolder folder, Children children, Addresses addresses) throws IOException {
        this.folder = folder;
        this.children = children;
        this.addresses = addresses;
        this.kept = new KeptSecrets(folder.folder("secrets"));
    }

    /// Starts everything, in parallel where nothing waits for the other, and returns once both services are ready
    /// and the client file is written.
    ///
    /// @param begun gets the stack as soon as there is something to close, so that a signal meanwhile ends it
    public static Stack start(StackOptions options, Progress progress, Consumer<Stack> begun) throws Exception {
        var programs = Programs.ofThisBuild();
        var folder = DataFolder.lock(options.data());
        Stack stack;
        try {
            // Before any port is asked for: what an earlier start left may hold one.
            var children = progress.step(
                    "ending what an earlier start left",
                    () -> Children.supervise(folder.folder("run"), folder.folder("log")));
            stack = of(folder, children, options);
        } catch (Exception e) {
            folder.close();
            throw e;
        }
        begun.accept(stack);
        try {
            stack.startAll(programs, progress);
            return stack;
        } catch (Exception e) {
            stack.close();
            throw e;
        }
    }

    private static Stack of(DataFolder folder, Children children, StackOptions options) throws IOException {
        try {
            return new Stack(folder, children, Addresses.claim(folder, options));
        } catch (IOException | RuntimeException e) {
            children.close();
            throw e;
        }
    }

    private void startAll(Programs programs, Progress progress) throws Exception {
        var certificates = Certificates.ensure(folder.folder("tls"));
        var shop = new CustomerDatabase(customer(), kept);
        var kms = new LocalKms(folder.folder("kms"), kept, addresses.kms());
        var settings = new ServiceSettings(folder, addresses, certificates, kept, kms.endpoint());
        Parallel.run(
                () -> startDatabases(programs, progress),
                () -> progress.step("starting the local KMS", () -> {
                    kms.start(children, programs.kind(), programs.localKms());
                    settings.ensureKeys();
                    return kms;
                }));
        Parallel.run(
                () -> progress.step(
                        "starting the vault",
                        () -> service(
                                "vault",
                                programs.kind(),
                                programs.service(Programs.VAULT, settings.vault()),
                                addresses.vaultUrl())),
                () -> progress.step(
                        "starting the proxy",
                        () -> service(
                                "proxy",
                                programs.kind(),
                                programs.service(Programs.PROXY, settings.proxy()),
                                addresses.proxyUrl())));
        progress.step("setting up the demo tenant", () -> {
            new SetUp(folder, addresses, shop, kept).ensure();
            return shop;
        });
    }

    private Stack startDatabases(Programs programs, Progress progress) throws Exception {
        var binaries = progress.step("unpacking PostgreSQL", () -> PostgresBinaries.unpack(programs.postgres()));
        Parallel.run(
                () -> progress.step("starting PostgreSQL for the services", () -> {
                    platform().start(children, binaries);
                    new PlatformDatabases(platform(), kept).ensure();
                    return this;
                }),
                () -> progress.step("starting PostgreSQL for the customer", () -> {
                    customer().start(children, binaries);
                    new CustomerDatabase(customer(), kept).ensure();
                    return this;
                }));
        return this;
    }

    private Child service(String name, Kind kind, JavaProcess java, URI address)
            throws IOException, InterruptedException {
        Child child = children.start(name, kind, java.command(children.nonce()));
        Readiness.await(child, address.resolve("/q/health/ready"), 200);
        return child;
    }

    private Cluster cluster(String name, int port) throws IOException {
        Path tls = folder.folder("tls");
        Path postgres = folder.folder("postgres").resolve(name);
        return new Cluster(new Cluster.Place(name, postgres, tls, tls.resolve(name + "-ca.pem"), port), kept);
    }

    /// The services' databases.
    Cluster platform() throws IOException {
        return cluster("platform", addresses.platformDatabase());
    }

    /// The customer's database.
    Cluster customer() throws IOException {
        return cluster("customer", addresses.customerDatabase());
    }

    /// Where the KMS answers.
    URI kms() {
        return URI.create("http://127.0.0.1:" + addresses.kms());
    }

    /// Every process of this stack but the launcher.
    List<Long> pids() {
        return children.running().stream().map(Child::pid).toList();
    }

    public URI vaultUrl() {
        return addresses.vaultUrl();
    }

    public URI proxyUrl() {
        return addresses.proxyUrl();
    }

    public Path clientFile() {
        return folder.clientFile();
    }

    /// What a start that was killed had left running.
    public List<String> orphans() {
        return children.orphans();
    }

    /// Waits until this is closed. Throws as soon as one of its processes has ended by itself.
    public void awaitEnd() throws InterruptedException {
        while (!closed.await(500, TimeUnit.MILLISECONDS)) {
            children.requireAllAlive();
        }
    }

    /// Ends everything in order, once; a second caller waits for the first.
    @Override
    public synchronized void close() throws IOException {
        if (closed.getCount() == 0) {
            return;
        }
        try {
            children.close();
        } finally {
            closed.countDown();
            folder.close();
        }
    }
}
