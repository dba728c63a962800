import { Button } from '@mantine/core';
import { useState } from 'react';
import { asText, copyText, type MyWork } from './copy-my-work';

const TOLD_MS = 4_000;

interface CopyMyWorkProps {
  work: MyWork;
  nameOf: (path: string) => string;
}

export function CopyMyWork({ work, nameOf }: CopyMyWorkProps) {
  const [told, setTold] = useState<string | null>(null);
  const copy = async () => {
    try {
      await copyText(asText(work, nameOf));
      setTold('Copied');
    } catch {
      setTold('Could not copy');
    }
    setTimeout(() => setTold(null), TOLD_MS);
  };
  return (
    <>
      <Button variant="default" onClick={() => void copy()} data-testid="copy-my-work">
        {told ?? 'Copy my work'}
      </Button>
      <span className="visually-hidden" role="status" data-testid="copied">
        {told === 'Copied' ? 'Copied. You can paste it after refreshing.' : told}
      </span>
    </>
  );
}
