import { CopyButton } from '@/ui/CopyButton';
import { asText, type MyWork } from './copy-my-work';

interface CopyMyWorkProps {
  work: MyWork;
  nameOf: (path: string) => string;
}

export function CopyMyWork({ work, nameOf }: CopyMyWorkProps) {
  return (
    <CopyButton
      label="Copy my work"
      text={() => asText(work, nameOf)}
      then="You can paste it after refreshing."
      testId="copy-my-work"
    />
  );
}
