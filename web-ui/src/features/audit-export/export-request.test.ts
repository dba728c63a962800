import { describe, expect, it } from 'vitest';
import { exportPath, manifestName, nameIn, suggestedName } from './export-request';

describe('an export', () => {
  it('is asked for with what is chosen only', () => {
    const everything = { from: '', to: '', actor: '', invoice_id: '', format: 'ndjson' } as const;
    expect(exportPath(everything)).toBe('/api/audit/export?format=ndjson');
    expect(exportPath({ ...everything, actor: ' ben ', from: '2026-11-21T09:42:00Z', format: 'csv' })).toBe(
      '/api/audit/export?format=csv&from=2026-11-21T09%3A42%3A00Z&actor=ben',
    );
  });

  it('has a name by its local day until the service gives it one', () => {
    expect(suggestedName('archive', new Date(2026, 0, 5))).toBe('countersign-2026-01-05.zip');
  });

  it('bears the name that the service gives it', () => {
    expect(nameIn('attachment; filename="countersign-2026-11-21.ndjson"')).toBe(
      'countersign-2026-11-21.ndjson',
    );
    expect(nameIn('attachment; filename=events.csv; size=3')).toBe('events.csv');
    expect(nameIn(`attachment; filename="a.csv"; filename*=UTF-8''%C3%A9v%C3%A9nements.csv`)).toBe(
      'événements.csv',
    );
    expect(nameIn('inline')).toBeNull();
    expect(nameIn(null)).toBeNull();
  });

  it('has its manifest beside it', () => {
    expect(manifestName('countersign-2026-11-21.ndjson')).toBe('countersign-2026-11-21.manifest.json');
    expect(manifestName('everything')).toBe('everything.manifest.json');
  });
});
