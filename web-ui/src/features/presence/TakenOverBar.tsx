import { Button } from '@mantine/core';
import { showClock } from '@/terms/dates';
import classes from './ClaimControl.module.css';
import { useInvoiceClaim } from './InvoicePresence';

/** My claim is somebody else's now. What I typed is none of the claim's business and stays. */
export function TakenOverBar({ keepsWork }: { keepsWork: boolean }) {
  const { state, claim } = useInvoiceClaim();
  if (state.takenOver === null) {
    return null;
  }
  const { by, at } = state.takenOver;
  return (
    <div className={classes['bar']} role="status" data-testid="taken-over">
      <p>
        <b>{by}</b> took this over at {showClock(new Date(at).toISOString())}
        {keepsWork ? '; your draft is kept.' : '.'} You can still save and decide.
      </p>
      <Button variant="default" onClick={() => claim.acknowledge()} data-testid="taken-over-ok">
        OK
      </Button>
    </div>
  );
}
