import { afterEach, describe, expect, it, vi } from 'vitest';
import { fromLocalField, showOffset, toLocalField } from './dates';

describe('local date and time', () => {
  afterEach(() => vi.unstubAllEnvs());

  it.each([
    ['Europe/Berlin', '2026-11-21T10:43:05.123Z', '2026-11-21T11:43:05', 'UTC+01:00'],
    ['Europe/Berlin', '2026-07-21T10:43:05Z', '2026-07-21T12:43:05', 'UTC+02:00'],
    ['America/St_Johns', '2026-11-21T01:00:00Z', '2026-11-20T21:30:00', 'UTC-03:30'],
    ['UTC', '2026-11-21T10:43:05Z', '2026-11-21T10:43:05', 'UTC+00:00'],
  ])('in %s: %s', (zone, instant, local, offset) => {
    vi.stubEnv('TZ', zone);
    expect(toLocalField(new Date(instant))).toBe(local);
    expect(showOffset(new Date(instant))).toBe(offset);
    expect(fromLocalField(local)).toBe(instant.replace('.123', ''));
  });

  it('is no instant while somebody still types it', () => {
    expect(fromLocalField('')).toBe('');
    expect(fromLocalField('yesterday')).toBe('');
  });
});
