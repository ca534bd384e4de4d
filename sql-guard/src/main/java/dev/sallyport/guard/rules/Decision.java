package dev.sallyport.guard.rules;

/// What a hit, or a statement as a whole, leads to; later constants are worse.
public enum Decision {
    ALLOWED,
    NEEDS_APPROVAL,
    BLOCKED;

    public Decision orWorse(Decision other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
