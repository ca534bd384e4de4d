/** What an envelope and a sealed credential are, and the ports to KMS and post-quantum backends. No framework. */
module dev.sallyport.crypto {
    requires static org.jspecify;
    requires org.bouncycastle.provider;

    exports dev.sallyport.crypto.audit;
    exports dev.sallyport.crypto.audit.export;
    exports dev.sallyport.crypto.audit.head;
    exports dev.sallyport.crypto.audit.merkle;
    exports dev.sallyport.crypto.codec;
    exports dev.sallyport.crypto.envelope;
    exports dev.sallyport.crypto.id;
    exports dev.sallyport.crypto.keys;
    exports dev.sallyport.crypto.kms;
    exports dev.sallyport.crypto.pq;
    exports dev.sallyport.crypto.sealed;
    exports dev.sallyport.crypto.secret;

    uses dev.sallyport.crypto.pq.PqBackend;
}
