-- Nodes that start at the same moment come one after the other; until the end of this transaction.
SELECT pg_advisory_xact_lock(hashtextextended('countersign grants', 0));
-- The role that the service runs as may add to the log and read it, no more.
GRANT USAGE ON SCHEMA audit TO ${service_role};
GRANT SELECT, INSERT ON audit.leaf, audit.node, audit.signing_key, audit.checkpoint TO ${service_role};
GRANT SELECT, INSERT, DELETE ON audit.passed_over TO ${service_role};
-- Who asked for a run and when stays as it was recorded, and what was found; how the run goes on is written as it goes.
REVOKE UPDATE ON audit.verification, audit.verification_break, audit.comparison FROM ${service_role};
GRANT SELECT, INSERT ON
    audit.verification, audit.verification_break, audit.comparison, audit.comparison_difference TO ${service_role};
GRANT UPDATE (state, failure, finished_at, checked_events, checked_streams, checked_leaves, last_stream, last_version,
    last_hash, events_done, frontier, found_breaks, checkpoint_signed_at, checkpoint_key_id, checkpoint_tree_size)
    ON audit.verification TO ${service_role};
GRANT UPDATE (state, failure, finished_at, until_invoice, counted_invoices, total_invoices, checked_invoices,
    found_differences, last_invoice) ON audit.comparison TO ${service_role};
-- What an export was of stays as it was recorded; how it goes on is written as it goes.
GRANT SELECT, INSERT ON audit.export, audit.export_stream, audit.export_document TO ${service_role};
GRANT UPDATE (state, failure, finished_at, total_events, streams, events, alive_at, manifest_signature)
    ON audit.export TO ${service_role};
-- What operators dropped, and which views they had rebuilt, stays on record.
GRANT SELECT, INSERT ON
    audit.dropped_event, audit.rebuild, audit.rebuild_cancellation, audit.rebuild_difference TO ${service_role};
GRANT UPDATE (state, failure, finished_at, phase, total_events, done_events, reading_since, read_until, switched_at,
    paused_until, position, gaps, last_invoice, compared_invoices, found_differences) ON audit.rebuild TO ${service_role};
