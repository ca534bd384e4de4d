package dev.sallyport.guard.parser;

/// A place in a statement text.
///
/// @param byteOffset from 0, in the text's UTF-8
/// @param line from 1
/// @param column from 1, in code points
public record TextPosition(int byteOffset, int line, int column) {}
