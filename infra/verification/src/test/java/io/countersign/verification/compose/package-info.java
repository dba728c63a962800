/**
 * The stack of docker-compose as its users meet it: through the edge, signed in at the issuer, while nodes are replaced. Run
 * by {@code infra/verification/compose/run}, which builds it, starts it and says where it is.
 */
@NullMarked
package io.countersign.verification.compose;

import org.jspecify.annotations.NullMarked;
