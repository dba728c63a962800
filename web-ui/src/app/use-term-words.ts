import { useCatalogue } from '@/terms/catalogue';
import type { Rows } from '@/terms/paths';
import { showValue } from '@/terms/value';

/** Names and values of terms as people read them, for the parts around the form. */
export function useTermWords() {
  const catalogue = useCatalogue();
  return {
    nameOf: (path: string, rows: Rows) => catalogue.nameOf(path, rows),
    show: (path: string, value: string | null | undefined) => showValue(catalogue.typeOf(path), value),
    typeOf: (path: string) => catalogue.typeOf(path),
  };
}
