package dev.sallyport.sdk.audit;

import dev.sallyport.crypto.audit.export.Finding;
import dev.sallyport.crypto.audit.export.VerifierReport;
import dev.sallyport.crypto.pq.VerificationKey;
import dev.sallyport.sdk.ClientFile;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code audit verify FILE… --client FILE [--witness FILE]…}: exit code 0 where everything holds, 1 where something is wrong with the log,
 * 2 where the command itself cannot be done.
 */
public final class AuditVerifyCommand {
    private static final int MOST_FINDINGS = 20;

    private AuditVerifyCommand() {}

    /** For a command line without the launcher. */
    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), null, System.out));
    }

    /**
     * Runs with the words after {@code audit verify}.
     *
     * @param defaultClient the client file where none is named; may be null
     */
    public static int run(List<String> arguments, @Nullable Path defaultClient, PrintStream out) {
        Path clientFile = defaultClient;
        List<Path> files = new ArrayList<>();
        List<Path> witnesses = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            if (arguments.get(i).equals("--client") && i + 1 < arguments.size()) {
                clientFile = Path.of(arguments.get(++i));
            } else if (arguments.get(i).equals("--witness") && i + 1 < arguments.size()) {
                witnesses.add(Path.of(arguments.get(++i)));
            } else {
                files.add(Path.of(arguments.get(i)));
            }
        }
        if (clientFile == null || files.isEmpty()) {
            out.println("usage: audit verify FILE... --client FILE [--witness FILE]...");
            return 2;
        }
        try (ClientFile client = ClientFile.read(clientFile)) {
            List<VerificationKey> keys = new ArrayList<>();
            for (Path witness : witnesses) {
                keys.add(WitnessKey.read(witness));
            }
            return print(new AuditVerifier(client, keys).verify(files), out);
        } catch (IOException | IllegalArgumentException e) {
            out.println("audit verify: " + e.getMessage());
            return 2;
        }
    }

    private static int print(VerifierReport report, PrintStream out) {
        for (Finding finding : report.findings().stream().limit(MOST_FINDINGS).toList()) {
            String place = finding.leafIndex() < 0 ? "" : " at leaf " + finding.leafIndex();
            out.println("WRONG " + finding.kind() + place + ": " + finding.text());
        }
        if (report.findings().size() > MOST_FINDINGS) {
            out.println("and " + (report.findings().size() - MOST_FINDINGS) + " more");
        }
        out.printf(
                "%s: %d leaves, %d events recomputed, %d signed heads, %d promises kept%n",
                report.holds() ? "verified" : "NOT VERIFIED",
                report.treeSize(),
                report.events(),
                report.heads(),
                report.promisesKept());
        if (report.witnessed() > 0) {
            out.printf("cosigned by the named witness: the first %d leaves%n", report.witnessed());
        }
        return report.holds() ? 0 : 1;
    }
}
