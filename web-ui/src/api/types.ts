/** What the server says, by the names of its contract. One place to swap once the types come from its OpenAPI description. */

export type Status = 'received' | 'in_review' | 'approved' | 'rejected' | 'on_hold';

export type Role = 'reviewer' | 'approver' | 'auditor' | 'operator';

export type Me = { user: string; roles: Role[] };

export type Claim = { claimed_by: string; expires_at: string };

export type QueueRow = {
  invoice_id: string;
  review_version: number;
  status: Status;
  invoice_number: string | null;
  seller_name: string | null;
  buyer_name: string | null;
  issue_date: string | null;
  due_date: string | null;
  currency: string | null;
  amount_due: string | null;
  error_findings: number;
  claim?: Claim | null;
  changed_at: string;
  changed_by: string | null;
};

export type QueuePage = { items: QueueRow[]; next_cursor?: string | null };

export type Finding = {
  rule: string;
  severity: 'error' | 'warning' | 'info';
  message: string;
  terms: string[];
};

export type SourceDocument = { media_type: string; sha256: string; bytes: number; file_name: string | null };

/** A row by its terms; only its key is read, since `terms` holds the values too. */
export type Row = { key: string };

export type Invoice = {
  invoice_id: string;
  review_version: number;
  status: Status;
  terms: Record<string, string | null>;
  lines?: Row[];
  vat_breakdown?: Row[];
  allowances?: Row[];
  charges?: Row[];
  findings?: Finding[];
  deviations?: string[];
  /** What the deviating terms were as received. */
  received?: Record<string, string | null>;
  confidence?: Record<string, number>;
  source?: SourceDocument | null;
  claim?: Claim | null;
  changed_by?: string | null;
  changed_at?: string | null;
};

export type EventName =
  | 'InvoiceReceived'
  | 'InvoiceCorrected'
  | 'InvoiceApproved'
  | 'InvoiceRejected'
  | 'InvoicePutOnHold'
  | 'InvoiceReopened';

export type TermChange = { term: string; before: string | null; after: string | null };

export type HistoryEntry = {
  review_version: number | null;
  event: EventName;
  actor: string;
  at: string;
  command_id?: string | null;
  changes?: TermChange[];
  note?: string | null;
  reason?: string | null;
  reason_code?: string | null;
  forced?: boolean | null;
  hash?: string | null;
};

export type HistoryPage = { items: HistoryEntry[]; next_cursor?: string | null };

export type TermType =
  | 'text'
  | 'identifier'
  | 'code'
  | 'date'
  | 'amount'
  | 'unit_price'
  | 'quantity'
  | 'percentage'
  | 'document_reference'
  | 'attachment';

export type CatalogueTerm = {
  path: string;
  business_term: string;
  name: string;
  /** One of TermType; a type that this page does not know yet is treated as text. */
  type: string;
  group?: string | null;
};

export type TermCatalogue = { items: CatalogueTerm[] };

export type DecisionKind = 'correction' | 'approval' | 'rejection' | 'hold' | 'reopening';

export type ReasonCode = { code: string; label: string; kinds: DecisionKind[] };

export type ReasonCodes = { items: ReasonCode[] };

/** A term's new value, null to clear it (or to remove a line), an object to add a line. */
export type WireChange = string | null | Record<string, string | null>;

export type WireChanges = Record<string, WireChange>;

export type CorrectionRequest = { expected_review_version: number; changes: WireChanges; note?: string };

export type ApprovalRequest = { expected_review_version: number; note?: string; reason?: string };

export type ReasonedRequest = { expected_review_version: number; reason_code: string; reason?: string };

export type Accepted = { invoice_id: string; review_version: number };

export type ClientSettings = { issuer: string; client_id: string };

export type FieldError = { pointer?: string; code?: string; message?: string };

export type ChangedSince = {
  review_version: number;
  event: EventName;
  actor: string;
  at: string;
  changes?: TermChange[];
};

/** RFC 9457, with every member that one of the contract's answers adds. */
export type Problem = {
  type?: string;
  title?: string;
  status: number;
  detail?: string;
  error_code?: string;
  message?: string;
  invoice_id?: string;
  rule?: string;
  errors?: FieldError[];
  current_review_version?: number;
  expected_review_version?: number;
  changed_since?: ChangedSince[];
  changed_since_truncated?: boolean;
  conflicting_terms?: string[];
  mergeable_terms?: string[];
};

export type InvoicePush = {
  type: 'invoice_changed';
  invoice_id: string;
  review_version: number;
  event: EventName;
  status?: Status;
  actor: string;
  at: string;
  changed_terms?: string[];
  command_id?: string | null;
};

/** Null where there is no such invoice. */
export type InvoiceVersion = { invoice_id: string; review_version: number | null; status?: Status | null };

export type QueuePush = { type: 'queue_changed'; invoices: QueueRow[]; truncated?: boolean };
