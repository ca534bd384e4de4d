package dev.sallyport.guard.facts;

/// A parameter that feeds a tokenized column: its value must be replaced by a token before the statement runs.
///
/// @param number the n of `$n`, from 1
public record TokenizedParameter(int number, String table, String column) {}
