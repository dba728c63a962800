package io.countersign.query.exports;

/** Versions of a stream, ascending, as a manifest writes them: {@code 0-5,8}. */
final class VersionRanges {

    private final StringBuilder finished = new StringBuilder();
    private long first = -1;
    private long last = -1;

    void add(long version) {
        if (isEmpty()) {
            first = version;
        } else if (version > last + 1) {
            finished.append(range()).append(',');
            first = version;
        }
        last = version;
    }

    boolean isEmpty() {
        return first < 0;
    }

    private String range() {
        return first == last ? Long.toString(first) : first + "-" + last;
    }

    @Override
    public String toString() {
        return isEmpty() ? "" : finished + range();
    }
}
