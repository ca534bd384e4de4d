package dev.sallyport.proxy.execute;

/// What an operation gave.
///
/// @param json the plaintext of the answer; belongs to whoever holds the result
/// @param rows returned or affected, all statements together
public record OperationResult(byte[] json, long rows) {}
