/**
 * A document's bytes as text. A byte order mark says how to read them, or the zero bytes of UTF-16, or the XML
 * declaration; what says nothing is UTF-8.
 */
export function readText(bytes: Uint8Array): string {
  const encoding = encodingOf(bytes);
  try {
    return new TextDecoder(encoding).decode(bytes);
  } catch {
    // A name that this browser does not know.
    return new TextDecoder().decode(bytes);
  }
}

function encodingOf(bytes: Uint8Array): string {
  const [first, second, third] = bytes;
  if (first === 0xef && second === 0xbb && third === 0xbf) {
    return 'utf-8';
  }
  if ((first === 0xfe && second === 0xff) || (first === 0 && second !== 0)) {
    return 'utf-16be';
  }
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) {
    return 'utf-16le';
  }
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 200));
  const declared = /^\s*<\?xml[^>]*\sencoding\s*=\s*["']([\w.:-]+)["']/.exec(head)?.[1] ?? 'utf-8';
  // The declaration itself could be read byte by byte, so this is not UTF-16, whatever it says.
  return /^utf-?16|^ucs-?2|^iso-10646/i.test(declared) ? 'utf-8' : declared;
}
