/** The client of Sallyport. {@code dev.sallyport.sdk.management} is its own affair. */
module dev.sallyport.sdk {
    requires static org.jspecify;
    requires transitive dev.sallyport.crypto;
    requires transitive com.fasterxml.jackson.databind;
    requires java.net.http;

    exports dev.sallyport.sdk;
    exports dev.sallyport.sdk.answer;
    exports dev.sallyport.sdk.audit;
    exports dev.sallyport.sdk.http;
    exports dev.sallyport.sdk.keys;
    exports dev.sallyport.sdk.problem;
    exports dev.sallyport.sdk.proxy;
    exports dev.sallyport.sdk.vault;
}
