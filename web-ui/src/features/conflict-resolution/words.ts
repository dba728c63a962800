/** How terms and their values are told to people. */
export type Words = {
  nameOf: (path: string) => string;
  show: (path: string, value: string | null | undefined) => string;
  typeOf: (path: string) => string;
  /** The other side of a question is what I have in the form myself, not what others made. */
  isInForm: (path: string) => boolean;
};
