import { describe, expect, it } from 'vitest';
import type { RecordedExport } from '@/api/types';
import { sayOutcome, saySelection, showBytes } from './export-words';

describe('an export on record', () => {
  it('says what was taken', () => {
    const at = (day: number) => new Date(2026, 10, day, 9, 42).toISOString();
    expect(saySelection({ from: null, to: null, actor: null }, null)).toBe('everything');
    expect(saySelection({ actor: 'ben', from: at(21), to: at(22) }, 'F124212')).toBe(
      'invoice F124212 by ben from 21 Nov 2026, 09:42:00 until before 22 Nov 2026, 09:42:00',
    );
  });

  it('says what became of it', () => {
    const of = (state: string, total_events: number | null = 41_208) =>
      sayOutcome({ state, events: 1_204, total_events } as RecordedExport);
    expect(of('done', 1_204)).toBe('1,204 events');
    expect(of('done')).toBe('1,204 of 41,208 events: the store lacks some');
    expect(of('running')).toBe('running: 1,204 of 41,208 events');
    expect(of('failed')).toBe('broken off after 1,204 of 41,208 events');
    expect(of('running', null)).toBe('the events are being chosen');
    expect(of('failed', null)).toBe('broken off after 1,204 events');
  });

  it('has a size that people read', () => {
    expect([0, 900, 999_949, 8_400_000, 2.5e9].map(showBytes)).toEqual([
      '0.0 kB',
      '0.9 kB',
      '999.9 kB',
      '8.4 MB',
      '2.5 GB',
    ]);
  });
});
