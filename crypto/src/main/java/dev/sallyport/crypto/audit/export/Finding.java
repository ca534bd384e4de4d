package dev.sallyport.crypto.audit.export;

/**
 * Something that is wrong with a log.
 *
 * @param leafIndex the leaf that it is about; -1 where it is about none
 * @param text one sentence for a person, made from our own words and numbers alone
 */
public record Finding(Kind kind, long leafIndex, String text) {
    /** What was done to the log. */
    public enum Kind {
        /** An event's bytes, or its readable form, are not what the leaf promises. */
        EDITED,
        /** A leaf or an event that the tree says was there is missing. */
        REMOVED,
        /**
         * A record is said to be retired while an earlier one is still there. Retention drops the oldest first: the record
         * was removed, or the clock of a writer was off by more than a day, or records were retired during the export.
         */
        RETIRED_OUT_OF_ORDER,
        /** An event stands at another place than the tree says. */
        REORDERED,
        /** The same record stands in the log twice. */
        DUPLICATED,
        /** Two heads cannot both be of one history. */
        FORKED,
        /** The log ends before a head that was seen earlier. */
        ROLLED_BACK,
        /** A leaf that a signed answer promised is not in the log although it is due. */
        MISSING_PROMISE,
        /** A head without a valid signature of a key that the root key vouches for. */
        BAD_SIGNATURE,
        /** A witness that was named has cosigned none of the heads that are shown. */
        NOT_WITNESSED,
        /** A line that is not of this format, or an export that is not whole. */
        MALFORMED
    }
}
