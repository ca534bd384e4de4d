package dev.sallyport.bench.guard;

/// The two texts that all figures of the guard are about.
final class Statements {

    /// 72 characters.
    static final String SHORT = "SELECT id, name, email FROM customers WHERE country = $1 AND active = $2";

    /// A report of about 1.4 KB: joins, a subquery per condition, grouping, ordering.
    static final String LONG = longQuery();

    private Statements() {}

    private static String longQuery() {
        var sql = new StringBuilder("SELECT c.id, c.name, o.total, sum(i.price * i.quantity) AS amount FROM customers c"
                + " JOIN orders o ON o.customer_id = c.id LEFT JOIN items i ON i.order_id = o.id"
                + " WHERE c.country IN ('DE', 'FR', 'IT') AND o.created_at > now() - interval '30 days'"
                + " AND (o.status = $1 OR o.status = $2)");
        while (sql.length() < 1_300) {
            sql.append(" AND c.id NOT IN (SELECT b.customer_id FROM blocked b WHERE b.reason = 'fraud'")
                    .append(" AND b.since < o.created_at)");
        }
        return sql.append(" GROUP BY 1, 2, 3 HAVING count(*) > 2 ORDER BY amount DESC LIMIT 50")
                .toString();
    }
}
