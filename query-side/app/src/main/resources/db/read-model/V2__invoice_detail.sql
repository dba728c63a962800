-- Each review as folded so far. The JSON keeps the order of its terms, so it is json and not jsonb.
CREATE TABLE read_model.invoice_detail (
    invoice_id     uuid   PRIMARY KEY,
    review_version bigint NOT NULL,
    review         json   NOT NULL
) WITH (fillfactor = 80);
