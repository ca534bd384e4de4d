package dev.sallyport.crypto.envelope;

import dev.sallyport.crypto.id.AuditEventId;

/**
 * A verified and decrypted answer.
 *
 * @param binding what it answers, with its status
 * @param contentType media type of the plaintext
 * @param plaintext the caller's to keep or wipe
 */
public record OpenedAnswer(Binding binding, AuditEventId auditEventId, String contentType, byte[] plaintext) {
    /** True where the plaintext is a problem document. */
    public boolean isProblem() {
        return binding.status() == AnswerStatus.PROBLEM;
    }

    @Override
    public String toString() {
        return "OpenedAnswer[" + auditEventId + ", " + binding.operation() + ", " + binding.status() + ", "
                + plaintext.length + " bytes]";
    }
}
