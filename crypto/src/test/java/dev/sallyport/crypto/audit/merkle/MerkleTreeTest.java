package dev.sallyport.crypto.audit.merkle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.crypto.audit.Hash32;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MerkleTreeTest {
    private static final int LEAVES = 300;

    private final List<byte[]> data = data(LEAVES);
    private final List<Hash32> leaves = data.stream().map(MerkleHash::leaf).toList();

    @Test
    void root_and_frontier_equal_the_naive_tree_at_every_size() {
        var frontier = new Frontier();
        for (int size = 0; size <= LEAVES; size++) {
            var expected = Hash32.of(NaiveTree.root(data.subList(0, size)));

            assertThat(MerkleTree.root(size, this::node)).isEqualTo(expected);
            assertThat(frontier.root()).isEqualTo(expected);
            if (size < LEAVES) {
                frontier.append(leaves.get(size));
            }
        }
    }

    @Test
    void every_inclusion_proof_equals_the_naive_one_and_verifies() {
        for (int size = 1; size <= 70; size++) {
            var root = Hash32.of(NaiveTree.root(data.subList(0, size)));
            for (int index = 0; index < size; index++) {
                var proof = MerkleTree.inclusion(index, size, this::node);

                assertThat(proof.path()).isEqualTo(NaiveTree.path(index, data.subList(0, size)));
                assertThat(proof.verify(leaves.get(index), root)).isTrue();
            }
        }
    }

    @Test
    void every_consistency_proof_equals_the_naive_one_and_verifies() {
        for (int second = 1; second <= 70; second++) {
            var secondRoot = Hash32.of(NaiveTree.root(data.subList(0, second)));
            for (int first = 1; first <= second; first++) {
                var firstRoot = Hash32.of(NaiveTree.root(data.subList(0, first)));
                var proof = MerkleTree.consistency(first, second, this::node);

                assertThat(proof.path()).isEqualTo(NaiveTree.subproof(first, data.subList(0, second), true));
                assertThat(proof.verify(firstRoot, secondRoot)).isTrue();
            }
        }
    }

    @Test
    void an_inclusion_proof_of_another_leaf_index_size_or_path_is_refused() {
        Random random = new Random(7);
        for (int round = 0; round < 5_000; round++) {
            int size = 2 + random.nextInt(LEAVES - 2);
            int index = random.nextInt(size);
            var root = Hash32.of(NaiveTree.root(data.subList(0, size)));
            var proof = MerkleTree.inclusion(index, size, this::node);
            int other = (index + 1 + random.nextInt(size - 1)) % size;

            assertThat(proof.verify(leaves.get(other), root)).isFalse();
            assertThat(new InclusionProof(other, size, proof.path()).verify(leaves.get(index), root))
                    .isFalse();
            assertThat(new InclusionProof(index, size, changed(proof.path(), random)).verify(leaves.get(index), root))
                    .isFalse();
        }
    }

    @Test
    void a_consistency_proof_of_a_changed_beginning_or_path_is_refused() {
        Random random = new Random(8);
        for (int round = 0; round < 5_000; round++) {
            int second = 2 + random.nextInt(LEAVES - 2);
            int first = 1 + random.nextInt(second - 1);
            var firstRoot = Hash32.of(NaiveTree.root(data.subList(0, first)));
            var secondRoot = Hash32.of(NaiveTree.root(data.subList(0, second)));
            var proof = MerkleTree.consistency(first, second, this::node);
            var forked = new ArrayList<>(data.subList(0, second));
            forked.set(random.nextInt(first), new byte[] {42, 42, 42});

            assertThat(proof.verify(firstRoot, Hash32.of(NaiveTree.root(forked))))
                    .isFalse();
            assertThat(new ConsistencyProof(first, second, changed(proof.path(), random)).verify(firstRoot, secondRoot))
                    .isFalse();
            assertThat(MerkleTree.consistency(first, second, forkedNodes(forked))
                            .verify(firstRoot, Hash32.of(NaiveTree.root(forked))))
                    .isFalse();
        }
    }

    @Test
    void a_proof_from_tiles_equals_one_from_nodes_and_reads_few_of_them() {
        var big = data(70_000).stream().map(MerkleHash::leaf).toList();
        Map<Tile.Position, Tile> tiles = tiles(big, 70_000);
        Random random = new Random(9);
        for (int round = 0; round < 300; round++) {
            long index = random.nextInt(70_000);
            var needed = TiledNodes.needed(nodes -> MerkleTree.inclusion(index, 70_000, nodes));

            var proof = MerkleTree.inclusion(index, 70_000, TiledNodes.over(tiles));

            assertThat(needed).hasSizeLessThanOrEqualTo(5);
            assertThat(tiles.keySet()).containsAll(needed);
            assertThat(proof.verify(big.get((int) index), MerkleTree.root(70_000, TiledNodes.over(tiles))))
                    .isTrue();
        }
    }

    @Test
    void a_growing_tree_hands_out_the_same_tiles_and_can_be_taken_up_again_at_any_size() {
        var big = data(70_000).stream().map(MerkleHash::leaf).toList();
        Map<Tile.Position, Tile> stored = new HashMap<>();
        var tree = GrowingTree.empty();
        Random random = new Random(10);
        for (int size = 0; size < 70_000; ) {
            int more = Math.min(70_000 - size, 1 + random.nextInt(3_000));
            for (int i = 0; i < more; i++) {
                tree.append(big.get(size++));
            }
            stored.putAll(tree.takeFinished());
            Map<Tile.Position, Tile> edge = tiles(big.subList(0, size), size);
            edge.keySet().retainAll(GrowingTree.rightEdge(size));
            assertThat(tree.root()).isEqualTo(root(big, size));
            tree = GrowingTree.of(size, edge);
            assertThat(tree.root()).isEqualTo(root(big, size));
        }

        Map<Tile.Position, Tile> expected = tiles(big, 70_000);
        expected.values().removeIf(tile -> tile.width() < Tile.WIDTH);
        assertThat(stored.keySet()).isEqualTo(expected.keySet());
        expected.forEach((position, tile) -> assertThat(stored).hasEntrySatisfying(position, kept -> {
            assertThat(kept.bytes()).isEqualTo(tile.bytes());
            assertThat(kept.root()).isEqualTo(tile.root());
        }));
    }

    @Test
    void a_growing_tree_tells_the_root_of_the_naive_tree_at_every_size_however_it_came_there() {
        var tree = GrowingTree.empty();
        for (int size = 0; size <= LEAVES; size++) {
            var expected = Hash32.of(NaiveTree.root(data.subList(0, size)));
            Map<Tile.Position, Tile> edge = tiles(leaves.subList(0, size), size);
            edge.keySet().retainAll(GrowingTree.rightEdge(size));

            assertThat(tree.root()).isEqualTo(expected);
            assertThat(GrowingTree.of(size, edge).root()).isEqualTo(expected);
            if (size < LEAVES) {
                tree.append(leaves.get(size));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {65_535, 65_536, 65_537, 131_071, 131_072, 131_073})
    void a_growing_tree_tells_the_root_where_tiles_of_two_levels_become_full(int size) {
        var big = data(size).stream().map(MerkleHash::leaf).toList();
        var tree = GrowingTree.empty();
        big.forEach(tree::append);

        assertThat(tree.root()).isEqualTo(root(big, size));
        assertThat(tree.takeFinished()).hasSize(size / 256 + size / 65_536);
    }

    @Test
    void a_tile_knows_its_width_for_every_size_of_the_tree() {
        assertThat(new Tile.Position(0, 1).width(300)).isEqualTo(44);
        assertThat(new Tile.Position(0, 0).width(300)).isEqualTo(256);
        assertThat(new Tile.Position(1, 0).width(300)).isEqualTo(1);
        assertThat(new Tile.Position(2, 0).width(300)).isZero();
    }

    private static Map<Tile.Position, Tile> tiles(List<Hash32> leaves, long size) {
        Map<Tile.Position, Tile> tiles = new HashMap<>();
        List<Hash32> row = leaves;
        for (int level = 0; !row.isEmpty(); level++) {
            List<Hash32> above = new ArrayList<>();
            for (int i = 0; i * Tile.WIDTH < row.size(); i++) {
                var position = new Tile.Position(level, i);
                var tile = Tile.of(row.subList(i * Tile.WIDTH, i * Tile.WIDTH + position.width(size)));
                tiles.put(position, tile);
                if (tile.width() == Tile.WIDTH) {
                    above.add(tile.root());
                }
            }
            row = above;
        }
        return tiles;
    }

    private static Hash32 root(List<Hash32> leaves, int size) {
        return MerkleTree.root(size, TiledNodes.over(tiles(leaves.subList(0, size), size)));
    }

    private static List<Hash32> changed(List<Hash32> path, Random random) {
        List<Hash32> changed = new ArrayList<>(path);
        switch (random.nextInt(path.isEmpty() ? 1 : 3)) {
            case 0 -> changed.add(random.nextInt(path.size() + 1), MerkleHash.empty());
            case 1 -> changed.remove(random.nextInt(path.size()));
            default -> changed.set(random.nextInt(path.size()), MerkleHash.empty());
        }
        return changed;
    }

    private Hash32 node(int level, long index) {
        int start = (int) (index << level);
        return Hash32.of(NaiveTree.root(data.subList(start, start + (1 << level))));
    }

    private static NodeSource forkedNodes(List<byte[]> forked) {
        return (level, index) -> {
            int start = (int) (index << level);
            return Hash32.of(NaiveTree.root(forked.subList(start, start + (1 << level))));
        };
    }

    private static List<byte[]> data(int leaves) {
        Random random = new Random(6);
        List<byte[]> data = new ArrayList<>();
        for (int i = 0; i < leaves; i++) {
            byte[] bytes = new byte[16 + random.nextInt(20)];
            random.nextBytes(bytes);
            data.add(bytes);
        }
        return data;
    }
}
