import { FRESH, type Entry } from './entry';
import type { Draft } from './shelf';
import { NO_EDITS, type Snapshot } from './work';

/** What tests put on the shelf. */

export function snapshot(
  version: number,
  terms: Record<string, string> = { 'seller.name': 'Acme' },
): Snapshot {
  return {
    invoice_id: 'i1',
    review_version: version,
    status: version === 0 ? 'received' : 'in_review',
    terms,
    rows: {},
    lines: [],
    vat_breakdown: [],
    allowances: [],
    charges: [],
    findings: [],
    deviations: [],
    received: {},
    confidence: {},
    source: { media_type: 'application/xml', sha256: '', bytes: 0 },
    changed_by: 'ben',
    changed_at: '2026-11-21T10:42:00Z',
  };
}

export function entry(commandId: string, more: Partial<Entry> = {}): Entry {
  const edits = { ...NO_EDITS, typed: { 'seller.name': 'Acme Corp' } };
  return {
    command_id: commandId,
    user: 'anna',
    invoice_id: 'i1',
    invoice_number: 'F1',
    form_id: 'gone',
    decision: {
      kind: 'correction',
      body: { expected_review_version: 5, changes: { 'seller.name': 'Acme Corp' } },
    },
    pending: { command_id: commandId, kind: 'correction', edits, note: '' },
    on: snapshot(5),
    since: 1_000,
    delivery: FRESH,
    ...more,
  };
}

export function draft(draftId: string, more: Partial<Draft> = {}): Draft {
  return {
    draft_id: draftId,
    form_id: draftId,
    user: 'anna',
    invoice_id: 'i1',
    work: { ...NO_EDITS, typed: { 'seller.name': 'Acme Corp' }, on: snapshot(5), note: '', at: 1_000 },
    kept: [],
    discarded: null,
    pending: null,
    at: 1_000,
    ...more,
  };
}
