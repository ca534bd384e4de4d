package dev.sallyport.crypto.id;

/** A typed id: 1 to 128 characters of {@code A-Z a-z 0-9 _ . : -} with the prefix of its type. */
public interface Id {
    /** The text form, as it stands in JSON and in transcripts. */
    String value();
}
