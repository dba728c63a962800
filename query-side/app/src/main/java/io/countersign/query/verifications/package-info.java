/**
 * Verification of the whole store by the service itself: every hash, every chain, every leaf and every checkpoint
 * computed anew. Who does not want to trust the service runs {@code infra/verifier} instead, which shares no code with
 * this.
 */
@NullMarked
package io.countersign.query.verifications;

import org.jspecify.annotations.NullMarked;
