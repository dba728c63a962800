-- Everything that somebody asks for is kept in the same words.
ALTER TABLE audit.export RENAME COLUMN exported_by TO requested_by;
ALTER TABLE audit.export RENAME COLUMN started_at TO requested_at;

-- Null until it is settled what the export holds.
ALTER TABLE audit.export ALTER COLUMN total_events DROP NOT NULL;
ALTER TABLE audit.export ALTER COLUMN total_events DROP DEFAULT;

-- Whoever altered what the manifest lists cannot sign it: it was signed when the export came to its end, and is not signed
-- again.
ALTER TABLE audit.export ADD COLUMN manifest_signature text;

-- Which documents an archive holds, for its manifest.
CREATE TABLE audit.export_document (
    export_id  uuid  NOT NULL,
    invoice_id uuid  NOT NULL,
    -- Where in the archive, and the SHA-256 of what stands there; null where the store had no document.
    path       text,
    sha256     bytea,
    PRIMARY KEY (export_id, invoice_id),
    CHECK ((path IS NULL) = (sha256 IS NULL))
);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.export_document
    FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
