package dev.sallyport.proxy.target;

import dev.sallyport.proxy.operation.SqlStatement;

/// Says which statements may take the pipelined lane.
@FunctionalInterface
public interface ReadLanePolicy {

    /// For a service without a guard: every statement takes the exclusive lane.
    ReadLanePolicy NEVER = statement -> false;

    /// Whether the statement is proven to be a plain read: built-in functions, operators and types only, nothing
    /// that changes or reads the state of the session.
    boolean isPlainRead(SqlStatement statement);
}
