package dev.sallyport.guard.report;

import dev.sallyport.guard.Evaluation;

/// One text that was evaluated.
///
/// @param name how reports call it: a relative path with `/`, or `-` for standard input
public record Reviewed(String name, Evaluation evaluation) {}
