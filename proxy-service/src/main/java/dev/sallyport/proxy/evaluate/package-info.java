/// The review of SQL without any database: `POST /api/v1/proxy/query` judges whole texts under an integration's policy.
///
/// What must not be here: rules, connections to customers' databases, credentials of databases.
@NullMarked
package dev.sallyport.proxy.evaluate;

import org.jspecify.annotations.NullMarked;
