import { describe, expect, it } from 'vitest';
import { ProblemError, readProblem, sayError } from './problem';

const say = (body: unknown) => sayError(new ProblemError(readProblem(body, 404, 'Not Found')));

describe('what is not there', () => {
  it('is an invoice only where the server says so', () => {
    expect(say({ error_code: 'INVOICE_NOT_FOUND' })).toBe('There is no such invoice.');
    for (const body of [null, {}, { title: 'Not Found' }, { error_code: 'PROCESSOR_NOT_FOUND' }]) {
      expect(say(body)).toBe('The server has nothing at this address.');
    }
  });

  it('is called what the server calls it', () => {
    expect(say({ error_code: 'INVOICE_NOT_FOUND', detail: 'No invoice has the id 7.' })).toBe(
      'No invoice has the id 7.',
    );
    expect(say({ detail: 'There is no processor x.' })).toBe('There is no processor x.');
  });
});
