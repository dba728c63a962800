import { createContext, useContext, useSyncExternalStore } from 'react';
import type { TypeOf } from './edits';
import { advance, type ReviewAction, type ReviewForm } from './review-form';

/**
 * Holds a review form outside of React, so that each field re-renders for itself alone: typing stays fast with hundreds
 * of terms, and a push cannot disturb a field that it does not change.
 */
export class FormStore {
  #form: ReviewForm;
  readonly #listeners = new Set<() => void>();

  constructor(
    form: ReviewForm,
    readonly typeOf: TypeOf,
  ) {
    this.#form = form;
  }

  readonly get = (): ReviewForm => this.#form;

  readonly dispatch = (action: ReviewAction): void => {
    const next = advance(this.#form, action, this.typeOf);
    if (next !== this.#form) {
      this.#form = next;
      this.#listeners.forEach((listener) => listener());
    }
  };

  readonly subscribe = (onChange: () => void): (() => void) => {
    this.#listeners.add(onChange);
    return () => this.#listeners.delete(onChange);
  };
}

export const FormStoreContext = createContext<FormStore | null>(null);

export function useFormStore(): FormStore {
  const store = useContext(FormStoreContext);
  if (store === null) {
    throw new Error('useFormStore outside of a review');
  }
  return store;
}

/** Re-renders only when the selected value is another one; select values or parts of the form, build nothing new. */
export function useForm<T>(select: (form: ReviewForm) => T): T {
  const store = useFormStore();
  return useSyncExternalStore(store.subscribe, () => select(store.get()));
}
