-- How far each processor has read, and which node reads for it just now.
CREATE TABLE read_model.token_entry (
    processor_name text NOT NULL,
    segment        int  NOT NULL,
    token          text,
    token_type     text,
    -- Both written by the framework, the instant in ISO 8601.
    claimed_at     text,
    claimed_by     text,
    PRIMARY KEY (processor_name, segment)
) WITH (fillfactor = 20);
