import { createContext, useContext } from 'react';
import classes from './XmlDocument.module.css';

export const LitContext = createContext<string | null>(null);

interface LitProps {
  children: string | null;
  /** How it is shown, where that is not as it is written. */
  as?: string;
}

/** A value of the document; lit up while the term that holds it is in focus. */
export function Lit({ children, as }: LitProps) {
  const lit = useContext(LitContext);
  return lit !== null && children === lit ? (
    <mark className={classes['lit']}>{as ?? children}</mark>
  ) : (
    (as ?? children)
  );
}
