package dev.sallyport.proxy.value;

/// What this package knows of a type of a database.
public sealed interface PgType {

    /// The name that answers show: `int4`, `mood`, `int4[]`.
    String name();

    /// Every type that is not an array.
    record Scalar(String name, Form form) implements PgType {}

    /// An array of any number of dimensions.
    ///
    /// @param delimiter between elements; `;` for box, else `,`
    record Array(Scalar element, char delimiter) implements PgType {
        @Override
        public String name() {
            return element.name() + "[]";
        }
    }
}
