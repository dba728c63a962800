import type { Trouble } from '@/work/shelf';
import { useTrouble } from '@/work/WorkContext';
import classes from './SeenBar.module.css';

const WHY: Record<Trouble['why'], string> = {
  missing: 'This browser keeps no data for this site.',
  blocked: 'The browser’s storage does not answer. Closing other Countersign tabs may help.',
  replaced: 'A newer Countersign is open in another tab. Save, then reload this page.',
  full: 'The browser’s storage is full.',
};

/** Said only where it matters: what is typed now would not survive this tab. */
export function UnkeptBar() {
  const trouble = useTrouble();
  return trouble === null ? null : (
    <div className={classes['bar']} role="status" data-testid="unkept-bar">
      <div className={classes['words']}>
        <strong>Drafts are not kept.</strong> {WHY[trouble.why]} What you type is in this tab only, so save
        before you close it.
      </div>
    </div>
  );
}
