/// PostgreSQL values to JSON and back, exactly: what a column shows goes back in as a parameter and is the same
/// value.
///
/// Both directions use PostgreSQL's text form under fixed session settings ([SessionSettings]), so that no value
/// passes through a type of Java that cannot hold it (NaN, infinity, years before Christ, 24:00:00, numerics of any
/// scale). Rows are written from the bytes that arrived to the bytes that leave, without an object per value. What
/// must not be here: SQL of tenants, connections.
@NullMarked
package dev.sallyport.proxy.value;

import org.jspecify.annotations.NullMarked;
