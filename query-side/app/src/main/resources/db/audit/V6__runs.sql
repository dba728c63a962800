-- Verifications and comparisons are kept in the same way. Who asks for one gets a run that begins after that; those of
-- one kind are taken one after the other.
ALTER TABLE audit.comparison RENAME COLUMN started_by TO requested_by;
ALTER TABLE audit.comparison RENAME COLUMN started_at TO requested_at;
ALTER INDEX audit.comparison_started_at RENAME TO comparison_requested_at;
DROP INDEX audit.comparison_running;
CREATE INDEX comparison_running ON audit.comparison (requested_at, run_id) WHERE state = 'running';
DROP INDEX audit.verification_running;
CREATE INDEX verification_running ON audit.verification (requested_at, run_id) WHERE state = 'running';

-- What there is to compare is counted step by step before it is compared; last_invoice says how far that is, too.
ALTER TABLE audit.comparison ADD COLUMN counted_invoices bigint NOT NULL DEFAULT 0;

-- In how many streams something is broken, the log itself counting as one; and the newest checkpoint that the log was
-- held against, null where there was none.
ALTER TABLE audit.verification
    ADD COLUMN found_breaks         bigint NOT NULL DEFAULT 0,
    ADD COLUMN checkpoint_signed_at timestamptz,
    ADD COLUMN checkpoint_key_id    text,
    ADD COLUMN checkpoint_tree_size bigint;
UPDATE audit.verification v
SET found_breaks = (SELECT count(*) FROM audit.verification_break b WHERE b.run_id = v.run_id);
UPDATE audit.verification v
SET checkpoint_signed_at = c.signed_at, checkpoint_key_id = c.key_id, checkpoint_tree_size = c.tree_size
FROM audit.verification d
CROSS JOIN LATERAL (
    SELECT signed_at, key_id, tree_size FROM audit.checkpoint
    WHERE tree_size <= d.tree_size AND signed_at <= d.finished_at
    ORDER BY number DESC LIMIT 1) c
WHERE d.run_id = v.run_id AND d.state = 'done';

-- A run goes through all checkpoints by size, some leaves at a time.
CREATE INDEX checkpoint_tree_size ON audit.checkpoint (tree_size, number);

-- What was found is added to, never changed: of each stream, the break with the lowest version counts.
ALTER TABLE audit.verification_break DROP CONSTRAINT verification_break_run_id_stream_id_key;
CREATE UNIQUE INDEX verification_break_in_order
    ON audit.verification_break (run_id, stream_id NULLS FIRST, version) NULLS NOT DISTINCT;

-- How a run goes on is written as it goes. That there was one stays, and once it has ended, so does what it says.
CREATE TRIGGER kept BEFORE DELETE OR TRUNCATE ON audit.verification
    FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER kept BEFORE DELETE OR TRUNCATE ON audit.comparison
    FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER ended BEFORE UPDATE ON audit.verification
    FOR EACH ROW WHEN (OLD.state <> 'running') EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER ended BEFORE UPDATE ON audit.comparison
    FOR EACH ROW WHEN (OLD.state <> 'running') EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.verification_break
    FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.comparison_difference
    FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
