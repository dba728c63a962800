import { describe, expect, it } from 'vitest';
import { readText } from './read-text';

const WRITTEN = '<?xml version="1.0" encoding="UTF-16"?><Name>Café ₤</Name>';

function utf16(text: string, littleEndian: boolean): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(text.length * 2));
  for (let at = 0; at < text.length; at += 1) {
    bytes.setUint16(at * 2, text.charCodeAt(at), littleEndian);
  }
  return new Uint8Array(bytes.buffer);
}

describe('reading the bytes of a document', () => {
  it.each([true, false])('reads UTF-16 with and without its mark (little endian: %s)', (littleEndian) => {
    expect(readText(utf16(`\uFEFF${WRITTEN}`, littleEndian))).toBe(WRITTEN);
    expect(readText(utf16(WRITTEN, littleEndian))).toBe(WRITTEN);
  });

  it('reads what the declaration says', () => {
    const latin = '<?xml version="1.0" encoding="ISO-8859-1"?><Name>Café</Name>';
    expect(readText(Uint8Array.from(latin, (letter) => letter.charCodeAt(0)))).toBe(latin);
  });

  it('reads UTF-8 where nothing, or something impossible, is said', () => {
    for (const text of ['<Name>Café</Name>', '\uFEFF<Name>Café</Name>', WRITTEN, '{"name": "Café"}', '']) {
      expect(readText(new TextEncoder().encode(text))).toBe(text.replace('\uFEFF', ''));
    }
  });
});
