package dev.sallyport.crypto.audit.export;

import java.util.List;

/**
 * What a verifier found.
 *
 * @param findings what is wrong; empty where everything holds
 * @param treeSize leaves of the tree that the export proves against
 * @param events events that were recomputed
 * @param retired records that the store does not keep any more, all of them older than any that it keeps; nobody signed that
 * @param heads signed heads that were compared
 * @param witnessed leaves of the largest head that a named witness cosigned; 0 where there is none
 * @param promisesKept promised leaves that are in the log
 */
public record VerifierReport(
        List<Finding> findings, long treeSize, int events, int retired, int heads, long witnessed, int promisesKept) {
    public boolean holds() {
        return findings.isEmpty();
    }
}
