package io.countersign.query.auditlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.query.auditlog.MerkleTree.Node;
import io.countersign.query.auditlog.MerkleTree.Range;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MerkleTreeTest {

    private static final int LEAVES = 70;

    private final List<Hash> leaves = IntStream.range(0, LEAVES)
            .mapToObj(i -> MerkleTree.leaf(("leaf " + i).getBytes(StandardCharsets.UTF_8)))
            .toList();
    private final Map<Node, Hash> nodes = new HashMap<>();
    private final List<Hash> roots = new ArrayList<>();

    MerkleTreeTest() {
        Frontier frontier = new Frontier(0, List.of());
        roots.add(frontier.root());
        for (int i = 0; i < LEAVES; i++) {
            nodes.put(new Node(0, i), leaves.get(i));
            frontier.append(leaves.get(i), nodes::put);
            roots.add(frontier.root());
        }
    }

    /** The reference data of Certificate Transparency's implementations. */
    @Test
    void hasTheRootsThatOthersHave() {
        Frontier frontier = new Frontier(0, List.of());
        List<String> published = Stream.of(
                        "",
                        "00",
                        "10",
                        "2021",
                        "3031",
                        "40414243",
                        "5051525354555657",
                        "606162636465666768696a6b6c6d6e6f")
                .map(data -> {
                    frontier.append(MerkleTree.leaf(HexFormat.of().parseHex(data)), (_, _) -> {});
                    return frontier.root().hex();
                })
                .toList();

        assertThat(MerkleTree.EMPTY.hex())
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assertThat(published)
                .containsExactly(
                        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
    }

    @Test
    void hasTheRootThatTheRfcDefines() {
        for (int size = 0; size <= LEAVES; size++) {
            assertThat(roots.get(size)).as("root of %d", size).isEqualTo(NaiveTree.root(leaves.subList(0, size)));
            assertThat(hash(new Range(0, size))).isEqualTo(roots.get(size));
        }
    }

    @Test
    void provesInclusionAsTheRfcDefines() {
        for (int size = 1; size <= LEAVES; size++) {
            for (int index = 0; index < size; index++) {
                assertThat(hashes(MerkleTree.inclusion(index, size)))
                        .as("leaf %d of %d", index, size)
                        .isEqualTo(NaiveTree.path(index, leaves.subList(0, size)));
            }
        }
        assertThatThrownBy(() -> MerkleTree.inclusion(5, 5)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void provesConsistencyAsTheRfcDefines() {
        for (int to = 1; to <= LEAVES; to++) {
            for (int from = 1; from <= to; from++) {
                assertThat(hashes(MerkleTree.consistency(from, to)))
                        .as("%d to %d", from, to)
                        .isEqualTo(NaiveTree.proof(from, leaves.subList(0, to)));
            }
        }
        assertThat(MerkleTree.consistency(0, 7)).isEmpty();
        assertThatThrownBy(() -> MerkleTree.consistency(6, 5)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void believesOnlyAProofOfConsistencyThatHolds() {
        for (int to = 0; to <= LEAVES; to++) {
            for (int from = 0; from <= to; from++) {
                List<Hash> proof = hashes(MerkleTree.consistency(from, to));
                Hash before = roots.get(from);
                Hash after = roots.get(to);
                assertThat(MerkleTree.isConsistent(from, before, to, after, proof))
                        .as("%d to %d", from, to)
                        .isTrue();

                Hash other = MerkleTree.leaf(new byte[] {7});
                assertThat(MerkleTree.isConsistent(from, other, to, after, proof))
                        .isFalse();
                if (from > 0) {
                    assertThat(MerkleTree.isConsistent(from, before, to, other, proof))
                            .isFalse();
                }
                for (int i = 0; i < proof.size(); i++) {
                    List<Hash> altered = new ArrayList<>(proof);
                    altered.set(i, other);
                    assertThat(MerkleTree.isConsistent(from, before, to, after, altered))
                            .isFalse();
                }
                List<Hash> longer = new ArrayList<>(proof);
                longer.add(other);
                assertThat(MerkleTree.isConsistent(from, before, to, after, longer))
                        .isFalse();
            }
        }
        assertThat(MerkleTree.isConsistent(3, roots.get(3), 2, roots.get(2), List.of()))
                .isFalse();
    }

    private List<Hash> hashes(List<Range> ranges) {
        return ranges.stream().map(this::hash).toList();
    }

    private Hash hash(Range range) {
        return MerkleTree.join(range.nodes().stream().map(nodes::get).toList());
    }
}
