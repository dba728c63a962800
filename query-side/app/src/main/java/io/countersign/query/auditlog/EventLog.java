package io.countersign.query.auditlog;

import io.countersign.query.auditlog.MerkleTree.Node;
import io.countersign.query.auditlog.MerkleTree.Range;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The log as it is stored. Roots and proofs of any size that it ever had cost O(log n) hashes. */
@Component
public class EventLog {

    private static final String LEAF_COLUMNS = "leaf_index, stream_id, version, event_hash";

    private final JdbcClient jdbc;

    EventLog(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** How many leaves it has. */
    public long size() {
        return jdbc.sql("SELECT coalesce(max(leaf_index) + 1, 0) FROM audit.leaf")
                .query(Long.class)
                .single();
    }

    /**
     * The root of its first leaves.
     *
     * @throws IncompleteLog where it does not have that many
     */
    public Hash root(long size) {
        return hashes(List.of(new Range(0, size))).getFirst();
    }

    /** What it is now. */
    public TreeHead head() {
        long size = size();
        return new TreeHead(size, root(size));
    }

    /**
     * Whether it begins as it once was.
     *
     * @param earlier what it was then
     * @param later what it is now
     */
    public boolean extendsFrom(TreeHead earlier, TreeHead later) {
        return earlier.size() <= later.size()
                && MerkleTree.isConsistent(
                        earlier.size(),
                        earlier.root(),
                        later.size(),
                        later.root(),
                        consistency(earlier.size(), later.size()));
    }

    /** The right edge of its first leaves. */
    Frontier frontier(long size) {
        List<Node> nodes = new Range(0, size).nodes();
        Map<Node, Hash> stored = read(new LinkedHashSet<>(nodes));
        return new Frontier(size, nodes.stream().map(stored::get).toList());
    }

    /** What proves that each of these leaves is among the first {@code size}, in the same order. */
    public List<List<Hash>> inclusion(List<Leaf> leaves, long size) {
        List<List<Range>> paths = leaves.stream()
                .map(leaf -> MerkleTree.inclusion(leaf.index(), size))
                .toList();
        SequencedSet<Node> wanted = new LinkedHashSet<>();
        paths.forEach(path -> path.forEach(range -> wanted.addAll(range.nodes())));
        Map<Node, Hash> stored = read(wanted);
        return paths.stream()
                .map(path -> path.stream().map(joining(stored)).toList())
                .toList();
    }

    /** What proves that its first {@code to} leaves begin with its first {@code from}. */
    public List<Hash> consistency(long from, long to) {
        return hashes(MerkleTree.consistency(from, to));
    }

    /** The leaves of a stream, in the order of the log. */
    public List<Leaf> leavesOf(String streamId) {
        return jdbc.sql("SELECT " + LEAF_COLUMNS + " FROM audit.leaf WHERE stream_id = ? ORDER BY leaf_index")
                .param(streamId)
                .query((row, _) -> leaf(row))
                .list();
    }

    /** The leaf of an event, if it has one. */
    public Optional<Leaf> leafOf(String streamId, long version) {
        return jdbc.sql("SELECT " + LEAF_COLUMNS
                        + " FROM audit.leaf WHERE stream_id = ? AND version = ? ORDER BY leaf_index LIMIT 1")
                .param(streamId)
                .param(version)
                .query((row, _) -> leaf(row))
                .optional();
    }

    private List<Hash> hashes(List<Range> ranges) {
        SequencedSet<Node> wanted = new LinkedHashSet<>();
        ranges.forEach(range -> wanted.addAll(range.nodes()));
        Map<Node, Hash> stored = read(wanted);
        return ranges.stream().map(joining(stored)).toList();
    }

    private static Function<Range, Hash> joining(Map<Node, Hash> stored) {
        return range -> MerkleTree.join(range.nodes().stream().map(stored::get).toList());
    }

    private Map<Node, Hash> read(SequencedSet<Node> wanted) {
        Map<Node, Hash> found = new HashMap<>();
        List<Long> leaves = new ArrayList<>();
        List<Integer> levels = new ArrayList<>();
        List<Long> indexes = new ArrayList<>();
        for (Node node : wanted) {
            if (node.level() == 0) {
                leaves.add(node.index());
            } else {
                levels.add(node.level());
                indexes.add(node.index());
            }
        }
        if (!leaves.isEmpty()) {
            jdbc.sql("SELECT " + LEAF_COLUMNS + " FROM audit.leaf WHERE leaf_index = ANY (?)")
                    .param(leaves.toArray(Long[]::new))
                    .query((row, _) -> leaf(row))
                    .list()
                    .forEach(leaf -> found.put(new Node(0, leaf.index()), leaf.hash()));
        }
        if (!levels.isEmpty()) {
            jdbc.sql("""
                            SELECT n.level, n.node_index, n.hash
                            FROM unnest(?::int[], ?::bigint[]) AS wanted (level, node_index)
                            JOIN audit.node n USING (level, node_index)""")
                    .param(levels.toArray(Integer[]::new))
                    .param(indexes.toArray(Long[]::new))
                    .query((row, _) -> found.put(
                            new Node(row.getInt("level"), row.getLong("node_index")), Hash.of(row.getBytes("hash"))))
                    .list();
        }
        for (Node node : wanted) {
            if (!found.containsKey(node)) {
                throw new IncompleteLog(node);
            }
        }
        return found;
    }

    static Leaf leaf(ResultSet row) throws SQLException {
        return new Leaf(
                row.getLong("leaf_index"),
                row.getString("stream_id"),
                row.getLong("version"),
                row.getBytes("event_hash"));
    }
}
