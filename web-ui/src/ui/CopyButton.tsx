import { Button } from '@mantine/core';
import { useState } from 'react';
import { copyText } from './copy-text';

const TOLD_MS = 4_000;

interface CopyButtonProps {
  label: string;
  text: () => string;
  /** What can be done with it now, for those who only hear that it worked. */
  then: string;
  testId: string;
}

export function CopyButton({ label, text, then, testId }: CopyButtonProps) {
  const [told, setTold] = useState<string | null>(null);
  const copy = async () => {
    try {
      await copyText(text());
      setTold('Copied');
    } catch {
      setTold('Could not copy');
    }
    setTimeout(() => setTold(null), TOLD_MS);
  };
  return (
    <>
      <Button variant="default" onClick={() => void copy()} data-testid={testId}>
        {told ?? label}
      </Button>
      <span className="visually-hidden" role="status" data-testid="copied">
        {told === 'Copied' ? `Copied. ${then}` : told}
      </span>
    </>
  );
}
