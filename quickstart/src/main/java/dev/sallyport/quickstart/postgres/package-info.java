/// Real PostgreSQL clusters as child processes: unpacked once, SCRAM and TLS for every connection, fsync on, no
/// socket and no trust line.
@NullMarked
package dev.sallyport.quickstart.postgres;

import org.jspecify.annotations.NullMarked;
