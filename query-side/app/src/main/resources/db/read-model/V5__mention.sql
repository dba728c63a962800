-- Who was mentioned in which comment of somebody else.
CREATE TABLE read_model.mention (
    mentioned  text        NOT NULL,
    invoice_id uuid        NOT NULL,
    number     bigint      NOT NULL,
    actor      text        NOT NULL,
    at         timestamptz NOT NULL,
    text       text        NOT NULL,
    term       text,
    PRIMARY KEY (mentioned, at, invoice_id, number)
);
