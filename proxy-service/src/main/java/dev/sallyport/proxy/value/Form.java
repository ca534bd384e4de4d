package dev.sallyport.proxy.value;

/// How values of a type look in JSON.
public enum Form {
    /// int2, int4, float8: a JSON number, or a string for NaN, the infinities and -0.
    NUMBER,
    /// Numbers that a JSON reader would round (int8, numeric, float4, oid): a string; a number is taken as a
    /// parameter too.
    EXACT_NUMBER,
    BOOLEAN,
    /// Base64.
    BYTES,
    /// The document itself, when it is one that strict readers take: `json` keeps duplicate members and half
    /// surrogate pairs.
    JSON,
    /// The document itself; `jsonb` has no duplicate members.
    JSONB,
    /// A date and time without zone: `2026-01-31T23:59:59.5`; BC, infinity and years of five digits as PostgreSQL
    /// writes them.
    TIMESTAMP,
    /// As [#TIMESTAMP] with `Z` at the end.
    INSTANT,
    /// PostgreSQL's text form as a string.
    TEXT
}
