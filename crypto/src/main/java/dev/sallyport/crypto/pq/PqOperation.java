package dev.sallyport.crypto.pq;

/** The operations for which a backend is chosen. */
public enum PqOperation {
    ENCAPSULATE,
    DECAPSULATE,
    SIGN,
    VERIFY
}
