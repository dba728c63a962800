/** How terms and their values are told to people. */
export type Words = {
  nameOf: (path: string) => string;
  show: (path: string, value: string | null | undefined) => string;
  typeOf: (path: string) => string;
};
