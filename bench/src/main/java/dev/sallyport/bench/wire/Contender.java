package dev.sallyport.bench.wire;

import io.vertx.core.Future;

/// One way to run the statements. Thread safe.
interface Contender {

    String LOOKUP = "SELECT id, name, price FROM products WHERE id = $1";
    String INSERT = "INSERT INTO orders (product, note) VALUES ($1, $2)";
    String THOUSAND = "SELECT id, name, price, made_at FROM products ORDER BY id LIMIT 1000";
    int PRODUCTS = 10_000;

    String name();

    /// A row by its key, as JSON text.
    Future<?> lookup(int id);

    /// BEGIN, the insert, COMMIT on a connection of its own.
    Future<?> insert(int id);

    /// 1,000 rows as JSON text.
    Future<?> thousandRows();
}
