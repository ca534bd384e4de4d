/// PostgreSQL's own grammar: text in, parse tree as JSON out.
///
/// The one place that hosts libpg_query. [ParserPool] owns platform threads, each with one instance of the module; a
/// text that cannot be parsed is an outcome ([Parsed]), never an exception, and an instance that met a fault is thrown
/// away. Only four classes here know the WebAssembly runtime (`PgQueryFactory`, `PgQuery`, `FlatMemory`,
/// `HostFunctions`).
///
/// What must not be here: a second parser, a regular expression over SQL, policy.
@NullMarked
package dev.sallyport.guard.parser;

import org.jspecify.annotations.NullMarked;
