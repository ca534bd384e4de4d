package dev.sallyport.bench.load;

/// One answer that was kept for a closer look, and what it answers.
public record Answer(Traffic.Request request, byte[] body) {}
