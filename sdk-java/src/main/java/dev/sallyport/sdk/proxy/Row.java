package dev.sallyport.sdk.proxy;

import java.util.Iterator;
import java.util.List;

/** One row of a result. Immutable. */
public final class Row implements Iterable<Cell> {

    private final List<Cell> cells;

    Row(List<Cell> cells) {
        this.cells = List.copyOf(cells);
    }

    /** Every cell, in the order of the columns. */
    public List<Cell> cells() {
        return cells;
    }

    /** The cell at {@code index}, from 0. */
    public Cell cell(int index) {
        return cells.get(index);
    }

    /**
     * The cell of the column {@code name}.
     *
     * @throws IllegalArgumentException where there is none, or more than one
     */
    public Cell cell(String name) {
        List<Cell> named =
                cells.stream().filter(cell -> cell.column().name().equals(name)).toList();
        if (named.size() != 1) {
            throw new IllegalArgumentException(
                    named.isEmpty() ? "there is no column " + name : "several columns are called " + name);
        }
        return named.get(0);
    }

    @Override
    public Iterator<Cell> iterator() {
        return cells.iterator();
    }

    @Override
    public String toString() {
        return "Row" + cells;
    }
}
