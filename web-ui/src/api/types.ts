import type { components } from './schema';

/** What the server says, by the names that its screens use; all of it from its frozen description where that has it. */

type Schema = components['schemas'];

export type Me = Schema['Account'];
export type ClientSettings = Schema['ClientSettings'];
export type CatalogueTerm = Schema['CatalogueEntry'];

export type Invoice = Schema['InvoiceDetail'];
export type Status = Invoice['status'];
export type Finding = Schema['Finding'];
export type Claim = Schema['Claim'];
export type QueueRow = Schema['QueueRow'];
export type QueuePage = Schema['PageQueueRow'];

/** Somebody who has an invoice open, however many tabs that takes. */
export type Present = Schema['Present'];

export type Comment = Schema['Comment'];
/** A comment by somebody else that names me. */
export type Mention = Schema['Mention'];
export type MentionPage = Schema['PageMention'];

/** What became of one of several decisions that were sent together. */
export type ItemResult = Omit<Schema['Outcome'], 'problem'> & { problem?: Problem | null };

export type TermChange = Schema['TermChange'];
/** Who did it, by which decision; see `withSignature`. */
type Signed = { actor: string; command_id: string };
/** An event of a review, each of which has a version. */
export type HistoryEntry = Schema['HistoryEntry'] & Signed & { review_version: number };
export type HistoryPage = { items: HistoryEntry[]; next_cursor?: string | null };

/** A decision that was refused since it was made on a stale version; it has no version of its own. */
export type RefusedAttempt = Omit<HistoryEntry, 'review_version' | 'attempt'> & {
  review_version?: null;
  attempt: {
    kind: DecisionKind;
    expected_review_version: number;
    current_review_version: number;
    /** Null for a term that it would have cleared. */
    wanted: Record<string, string | null>;
    times: number;
  };
};

/** What happened to an invoice, and what was tried. */
export type TimelinePage = { items: (HistoryEntry | RefusedAttempt)[]; next_cursor?: string | null };

/** An event or a comment of any invoice, as auditors search for it. */
export type AuditEvent = Schema['FoundEvent'] & Signed;
export type AuditEventPage = Omit<Schema['FoundEvents'], 'items'> & { items: AuditEvent[] };
/** A decision that was refused because it was made on a stale version; the same several times is one. */
export type RejectedDecision = Schema['RejectedDecision'];
export type RejectedDecisionPage = Schema['RejectedDecisions'];
export type RecordedExport = Schema['RecordedExport'];
export type ExportPage = Schema['PageRecordedExport'];
/** A run over the whole store that looks whether it is what it was. */
export type VerificationRun = Schema['Verified'];
export type BrokenEvent = Schema['BrokenEvent'];
export type Checkpoint = Schema['Checkpoint'];
export type CheckpointPage = Schema['PageCheckpoint'];
export type PublicKey = Schema['Key'];
/** A run that compares what the views hold with what the events say. */
export type ComparisonRun = Schema['Compared'];

export type Accepted = Schema['DecisionResult'];

export type DecisionKind = 'correction' | 'approval' | 'rejection' | 'hold' | 'reopening';

/** A term's new value, null to clear it (or to remove a line), an object to add a line. */
export type WireChange = string | null | Record<string, string | null>;

export type WireChanges = Record<string, WireChange>;

/** The description leaves open what the server refuses to go without, and what a change looks like. */
type Sent<T extends { expected_review_version?: number | null }, Must> = T & {
  expected_review_version: number;
} & Must;

export type CorrectionRequest = Sent<
  Schema['Correction'],
  { changes: WireChanges; force?: { reason: string } }
>;
export type CorrectionPreview = Schema['CorrectionPreview'];
export type ApprovalRequest = Sent<Schema['Approval'], unknown>;
export type ReasonedRequest = Sent<
  Schema['Rejection'] & Schema['Hold'] & Schema['Reopening'],
  { reason_code: string }
>;

type FieldError = { pointer?: string; code?: string; message?: string };

export type ChangedSince = Pick<HistoryEntry, 'review_version' | 'event' | 'actor' | 'at'> & {
  changes?: TermChange[];
};

type DescribedProblem = Pick<
  Schema['Problem'],
  'type' | 'title' | 'status' | 'detail' | 'error_code' | 'instance'
>;

/**
 * RFC 9457, with the members that a stale decision, a refused value or a document received before add; the description says only that there may
 * be more. An answer from a proxy on the way has its status and nothing else.
 */
export type Problem = Partial<DescribedProblem> &
  Pick<DescribedProblem, 'status'> & {
    message?: string;
    invoice_id?: string;
    errors?: FieldError[];
    current_review_version?: number;
    expected_review_version?: number;
    changed_since?: ChangedSince[];
    changed_since_truncated?: boolean;
    conflicting_terms?: string[];
    mergeable_terms?: string[];
    claimed_by?: string;
    expires_at?: string;
  };

// Messages over STOMP, which OpenAPI does not describe.

export type InvoicePush = {
  type: 'invoice_changed';
  invoice_id: string;
  review_version: number;
  event: string;
  status?: Status;
  actor: string;
  at: string;
  changed_terms?: string[];
  command_id?: string | null;
};

/** Null where there is no such invoice. */
export type InvoiceVersion = {
  invoice_id: string;
  review_version: number | null;
  status?: Status | null;
  presence?: Presence[] | null;
};

/** One tab that has an invoice open. */
export type Presence = Present & { tab_id: string; term?: string | null; since: string };

/** What a tab tells of itself. */
export type TabPresence = { tab_id: string; state: Present['state'] | 'left'; term?: string };

export type ClaimPush = { type: 'claim_changed'; invoice_id: string; claim?: Claim | null };

export type MentionPush = Mention & { type: 'mentioned' };

export type CommentPush = { type: 'comment_added'; invoice_id: string; comment: Comment };

export type QueuePush = { type: 'queue_changed'; invoices: QueueRow[]; truncated?: boolean };
