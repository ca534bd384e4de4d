package dev.sallyport.quickstart.kms;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.quickstart.files.KeptSecrets;
import dev.sallyport.quickstart.files.OwnerOnly;
import dev.sallyport.quickstart.process.Child;
import dev.sallyport.quickstart.process.Children;
import dev.sallyport.quickstart.process.JavaProcess;
import dev.sallyport.quickstart.process.Kind;
import dev.sallyport.quickstart.process.Readiness;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;

/// The local KMS as a process of its own, its keys kept encrypted in the data folder.
public final class LocalKms {

    static final String ACCOUNT = "000000000000";
    static final String REGION = "us-east-1";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final KeptSecrets kept;
    private final int port;

    public LocalKms(Path folder, KeptSecrets kept, int port) {
        this.folder = folder;
        this.kept = kept;
        this.port = port;
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }

    public static String region() {
        return REGION;
    }

    /// Starts it and returns once it answers.
    public Child start(Children children, Kind kind, JavaProcess java) throws IOException, InterruptedException {
        Path principals = OwnerOnly.write(folder.resolve("principals.json"), principals());
        Child child = children.start(
                "kms",
                kind,
                java.command(
                        children.nonce(),
                        "--data",
                        folder.resolve("store").toString(),
                        "--key-file",
                        kept.file("kms-store").toString(),
                        "--principals",
                        principals.toString(),
                        "--port",
                        Integer.toString(port)));
        Readiness.awaitAny(child, endpoint());
        return child;
    }

    private byte[] principals() throws IOException {
        ObjectNode file = JSON.createObjectNode().put("account", ACCOUNT).put("region", REGION);
        for (KmsPrincipal principal : KmsPrincipal.values()) {
            file.withArray("principals")
                    .addObject()
                    .put("name", principal.principalName())
                    .put("access_key_id", principal.accessKeyId())
                    .put("secret_access_key", kept.text(principal.keptAs()))
                    .set("policy", JSON.readTree(principal.policy()));
        }
        return JSON.writeValueAsBytes(file);
    }
}
