/** Brings a term's field into view and puts the caret into it; for a row, its first field. */
export function focusTerm(path: string): void {
  const fields = [...document.querySelectorAll<HTMLInputElement>('[data-term]')];
  const field =
    fields.find(({ dataset }) => dataset['term'] === path) ??
    fields.find(({ dataset }) => dataset['term']?.startsWith(`${path}.`));
  field?.scrollIntoView({ block: 'center' });
  field?.focus({ preventScroll: true });
}

/** The next field after the one in focus that was read with low confidence, round and round. */
export function focusNextLowConfidence(): void {
  const fields = [...document.querySelectorAll<HTMLInputElement>('[data-low-confidence]')];
  const here = document.activeElement;
  const next =
    here === null
      ? undefined
      : fields.find(
          (field) => (here.compareDocumentPosition(field) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0,
        );
  const field = next ?? fields[0];
  field?.scrollIntoView({ block: 'center' });
  field?.focus({ preventScroll: true });
}
