/**
 * Signed tree heads of the log, and proofs against them: what an auditor takes away, to check later and elsewhere that
 * nothing was altered or removed. In the formats of C2SP: tlog-checkpoint and signed-note.
 *
 * <p>Properties: {@code countersign.checkpoint-interval}, how often a checkpoint is signed (default one minute, 0 not at
 * all); {@code countersign.checkpoint-folder}, where the file {@code checkpoints} is kept, to which each is added;
 * {@code countersign.audit.signing-key}, the file with the private key (Ed25519, PKCS#8 in PEM), made where it is
 * missing; {@code countersign.audit.origin}, the name of this log in its checkpoints.
 */
@NullMarked
package io.countersign.query.checkpoints;

import org.jspecify.annotations.NullMarked;
