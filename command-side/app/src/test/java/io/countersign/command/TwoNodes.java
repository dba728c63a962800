package io.countersign.command;

import org.jspecify.annotations.Nullable;

/** Two nodes on one database; the second is started when it is first asked for. */
public final class TwoNodes implements AutoCloseable {

    private final CommandSide left = CommandSide.on(CommandSide.newDatabase());
    private @Nullable CommandSide right;

    TwoNodes() {}

    public CommandSide left() {
        return left;
    }

    public synchronized CommandSide right() {
        if (right == null) {
            right = CommandSide.on(left.jdbcUrl());
        }
        return right;
    }

    @Override
    public synchronized void close() {
        if (right != null) {
            right.close();
        }
        left.close();
    }
}
