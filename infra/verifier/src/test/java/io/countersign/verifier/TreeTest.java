package io.countersign.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TreeTest {

    /** The reference data of Certificate Transparency's implementations: the data of leaves, and the roots over them. */
    private static final String[][] PUBLISHED = {
        {"", "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"},
        {"00", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"},
        {"10", "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"},
        {"2021", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"},
        {"3031", "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"},
        {"40414243", "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"},
        {"5051525354555657", "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"},
        {"606162636465666768696a6b6c6d6e6f", "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"}
    };

    private static String leaf(String data) {
        return new Digest().octet(0).hex(data).sha256();
    }

    private static String root(int size) {
        return size == 0 ? new Tree().root() : PUBLISHED[size - 1][1];
    }

    @Test
    void hasThePublishedRoots() {
        Tree tree = new Tree();
        assertThat(tree.root()).isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        for (String[] published : PUBLISHED) {
            tree.add(leaf(published[0]));
            assertThat(tree.root()).isEqualTo(published[1]);
        }
    }

    /** The audit paths that accompany the reference data. */
    @Test
    void believesThePublishedAuditPathsAndNoOthers() {
        List<String> firstOfEight = List.of(
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4");
        List<String> sixthOfEight = List.of(
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7");

        assertThat(Tree.rootFrom(leaf(""), 0, 8, firstOfEight)).isEqualTo(root(8));
        assertThat(Tree.rootFrom(leaf("40414243"), 5, 8, sixthOfEight)).isEqualTo(root(8));
        assertThat(Tree.rootFrom(leaf(""), 0, 1, List.of())).isEqualTo(root(1));
        assertThat(Tree.rootFrom(leaf(""), 1, 8, firstOfEight)).isNotEqualTo(root(8));
        assertThat(Tree.rootFrom(leaf("00"), 0, 8, firstOfEight)).isNotEqualTo(root(8));
        assertThat(Tree.rootFrom(leaf(""), 0, 8, firstOfEight.subList(0, 2))).isEmpty();
        assertThat(Tree.rootFrom(leaf(""), 8, 8, firstOfEight)).isEmpty();
        assertThat(Tree.rootFrom(leaf(""), -1, 8, firstOfEight)).isEmpty();
    }

    /** The proofs of consistency that accompany the reference data. */
    @Test
    void believesThePublishedProofsOfConsistencyAndNoOthers() {
        List<String> oneToEight = List.of(
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4");
        List<String> sixToEight = List.of(
                "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7");

        assertThat(Tree.isConsistent(1, root(1), 8, root(8), oneToEight)).isTrue();
        assertThat(Tree.isConsistent(6, root(6), 8, root(8), sixToEight)).isTrue();
        assertThat(Tree.isConsistent(0, root(0), 8, root(8), List.of())).isTrue();
        assertThat(Tree.isConsistent(8, root(8), 8, root(8), List.of())).isTrue();
        assertThat(Tree.isConsistent(8, root(8), 8, root(7), List.of())).isFalse();
        assertThat(Tree.isConsistent(8, root(8), 6, root(6), sixToEight)).isFalse();
        assertThat(Tree.isConsistent(6, root(5), 8, root(8), sixToEight)).isFalse();
        assertThat(Tree.isConsistent(6, root(6), 8, root(7), sixToEight)).isFalse();
        assertThat(Tree.isConsistent(0, root(1), 8, root(8), List.of())).isFalse();
        for (int i = 0; i < sixToEight.size(); i++) {
            List<String> altered = new ArrayList<>(sixToEight);
            altered.set(i, root(1));
            assertThat(Tree.isConsistent(6, root(6), 8, root(8), altered)).isFalse();
            altered.remove(i);
            assertThat(Tree.isConsistent(6, root(6), 8, root(8), altered)).isFalse();
        }
    }
}
