import { expect, it } from 'vitest';
import { newTraceparent } from './trace';

it('is a traceparent of W3C Trace Context, another each time', () => {
  expect(newTraceparent()).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  expect(newTraceparent()).not.toBe(newTraceparent());
});
