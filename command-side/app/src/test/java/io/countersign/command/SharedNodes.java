package io.countersign.command;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives test classes nodes that they share, started once for all of them: a {@link CommandSide}, or {@link TwoNodes} on
 * one database where a test asks more than one. Tests tell their invoices apart by id; the database is never empty.
 */
public final class SharedNodes implements ParameterResolver {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        Class<?> type = parameter.getParameter().getType();
        return type == CommandSide.class || type == TwoNodes.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
        TwoNodes nodes = test.getRoot()
                .getStore(ExtensionContext.Namespace.create(SharedNodes.class))
                .computeIfAbsent(TwoNodes.class, _ -> new TwoNodes(), TwoNodes.class);
        return parameter.getParameter().getType() == TwoNodes.class ? nodes : nodes.left();
    }
}
