/** What the address says is to be shown: a link opens exactly that. */
export type Place = {
  /** A version, an instant, or without either the newest. */
  readonly at:
    | { readonly kind: 'version'; readonly version: number }
    | { readonly kind: 'instant'; readonly instant: string }
    | { readonly kind: 'newest' }
    | { readonly kind: 'wrong'; readonly why: string };
  /** What the version is compared with. */
  readonly compare: number | null;
};

export function readPlace(params: URLSearchParams): Place {
  const compare = params.get('compare');
  return {
    at: readAt(params.get('version'), params.get('at')),
    compare: compare !== null && isVersion(compare) ? Number(compare) : null,
  };
}

function readAt(version: string | null, instant: string | null): Place['at'] {
  if (version !== null) {
    return isVersion(version)
      ? { kind: 'version', version: Number(version) }
      : { kind: 'wrong', why: `“${version}” is no version. Versions are numbers from 0.` };
  }
  if (instant !== null) {
    return isInstant(instant)
      ? { kind: 'instant', instant }
      : { kind: 'wrong', why: `“${instant}” is no instant such as 2026-11-21T10:43:00Z.` };
  }
  return { kind: 'newest' };
}

export function writePlace({ at, compare }: Place): URLSearchParams {
  return new URLSearchParams({
    ...(at.kind === 'version' && { version: String(at.version) }),
    ...(compare !== null && { compare: String(compare) }),
    ...(at.kind === 'instant' && { at: at.instant }),
  });
}

export function placeOf(version: number, compare: number | null = null): Place {
  return { at: { kind: 'version', version }, compare };
}

function isVersion(text: string): boolean {
  return /^\d{1,9}$/.test(text);
}

/** RFC 3339: with its distance from UTC, so that it is the same for everybody who opens the link. */
function isInstant(text: string): boolean {
  return (
    /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/i.test(text) &&
    !Number.isNaN(Date.parse(text))
  );
}
