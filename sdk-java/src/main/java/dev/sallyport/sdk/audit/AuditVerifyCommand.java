package dev.sallyport.sdk.audit;

import dev.sallyport.crypto.audit.export.Finding;
import dev.sallyport.crypto.audit.export.VerifierReport;
import dev.sallyport.crypto.pq.VerificationKey;
import dev.sallyport.sdk.ClientFile;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code audit verify FILE… --client FILE [--witness FILE]…}: exit code 0 where everything holds, 1 where something is wrong
 * with the log or with what is held against it, 2 where the command line is wrong, 3 where a file cannot be read.
 */
public final class AuditVerifyCommand {
    private static final int WRONG = 1;
    private static final int USAGE = 2;
    private static final int UNAVAILABLE = 3;
    private static final int MOST_FINDINGS = 20;

    private AuditVerifyCommand() {}

    /** For a command line without the launcher. */
    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), System.out));
    }

    /** Runs with the words after {@code audit verify}. */
    public static int run(List<String> arguments, PrintStream out) {
        Path client = null;
        List<Path> files = new ArrayList<>();
        List<Path> witnesses = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            String word = arguments.get(i);
            boolean last = i + 1 == arguments.size();
            if (word.equals("--client") && !last && client == null) {
                client = Path.of(arguments.get(++i));
            } else if (word.equals("--witness") && !last) {
                witnesses.add(Path.of(arguments.get(++i)));
            } else if (word.startsWith("--")) {
                return usage(out);
            } else {
                files.add(Path.of(word));
            }
        }
        return client == null || files.isEmpty() ? usage(out) : verify(files, client, witnesses, out);
    }

    /**
     * Judges exports, kept answers and kept heads.
     *
     * @param client the client file, whose root key decides
     * @param witnesses the keys of witnesses, as {@code audit witness} writes them
     * @return the exit code
     */
    public static int verify(List<Path> files, Path client, List<Path> witnesses, PrintStream out) {
        try (ClientFile opened = ClientFile.read(client)) {
            return verify(files, new AuditVerifier(opened, keys(witnesses)), out);
        } catch (NoSuchFileException e) {
            out.println("audit verify: there is no file " + e.getFile());
            return UNAVAILABLE;
        } catch (IOException | IllegalArgumentException e) {
            out.println("audit verify: " + e.getMessage());
            return UNAVAILABLE;
        }
    }

    private static int verify(List<Path> files, AuditVerifier verifier, PrintStream out) throws IOException {
        try {
            return print(verifier.verify(files), out);
        } catch (IllegalArgumentException e) {
            out.println("NOT VERIFIED: " + e.getMessage());
            return WRONG;
        }
    }

    private static List<VerificationKey> keys(List<Path> witnesses) throws IOException {
        List<VerificationKey> keys = new ArrayList<>();
        for (Path witness : witnesses) {
            keys.add(WitnessKey.read(witness));
        }
        return keys;
    }

    private static int usage(PrintStream out) {
        out.println("usage: audit verify FILE... --client FILE [--witness FILE]...");
        return USAGE;
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
        if (report.retired() > 0) {
            out.printf(
                    "retired: %d records, older than those that are there; what they said cannot be recomputed any more%n",
                    report.retired());
        }
        if (report.witnessed() > 0) {
            out.printf("cosigned by the named witness: the first %d leaves%n", report.witnessed());
        }
        return report.holds() ? 0 : WRONG;
    }
}
