package dev.sallyport.sdk.proxy;

/**
 * A column of a result.
 *
 * @param name as the database names it
 * @param type PostgreSQL's name of the type: {@code int8}, {@code timestamptz}, {@code _text}
 */
public record Column(String name, String type) {}
