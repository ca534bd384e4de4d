package dev.sallyport.crypto.pq;

/**
 * SHA-512 of what FIPS 203 and FIPS 204 give for the seeds 00 01 02 …, encapsulation randomness 42 42 …, and a
 * deterministic signature over 01 … 08. BouncyCastle 1.86 and JDK 25 give the same bytes; OpenSSL 4.0 gives the same
 * public keys, decapsulates the ciphertext to the same secret and verifies the signature.
 */
final class KnownAnswers {
    static final String KEM_PUBLIC_KEY = "a3aaf3255e57b184a9488d7f5020523f4ff489605aa69f3e66757e6984b9b44f"
            + "087403898c0ec058ed5400d374b7d43f974396a8d0dc3db05fbf6281f3fa91a2";
    static final String KEM_CIPHERTEXT = "f9de7bf935badb9ff2235bab35a7158681892bcd71336a0490847cdef2a0d0e5"
            + "62225c520c630271fae78a982aa0037f20fcafbf29a433fce62dbcc7823f46c3";
    static final String KEM_SHARED_SECRET = "a57359975eb94a67b727f0db90e6b5c7ee1588900f479291c61f47de95d31b74"
            + "068a669b654002c4ddd13f0a3e40aa3866add0df74b3d2febe87f8afa66d99c1";
    static final String SIGNATURE_PUBLIC_KEY = "8186cdc54ea990cf735ced474bf04b6dd2b9d0a6add8aef83aa9af12c62d2639"
            + "6901bf65729a8e6c05183fb46776c2c135e48001465af8209eb1c7348a5635a2";
    static final String SIGNATURE = "4bc79cf17ef5829c2eb02d1c706863eae767b1a1f22254c79804515d91517930"
            + "d8673679691e062400c5b527036987bc37e73f21f85dda20f73140dc248a05b9";

    private KnownAnswers() {}
}
