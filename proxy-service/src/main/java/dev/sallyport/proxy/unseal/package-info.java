/// The one place that opens sealed records: credentials for pools, HMAC secrets of API keys.
///
/// Two calls of the KMS and one decapsulation each; nothing opened is kept here. No other package of the proxy
/// names `Unsealer`.
@NullMarked
package dev.sallyport.proxy.unseal;

import org.jspecify.annotations.NullMarked;
