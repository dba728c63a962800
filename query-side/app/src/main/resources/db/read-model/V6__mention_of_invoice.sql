-- All mentions in the discussion of an invoice, to hold them against its comments.
CREATE INDEX mention_of_invoice ON read_model.mention (invoice_id);
