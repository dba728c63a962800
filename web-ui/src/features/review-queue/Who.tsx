import type { QueueRow } from '@/api/types';
import { stands } from '@/api/claim';
import { sayClaim } from '@/ui/words';
import { Avatar } from '@/ui/Avatar';
import { hueOf } from '@/ui/person';
import classes from './QueueTable.module.css';

const MOST = 3;

interface WhoProps {
  row: QueueRow;
  me: string;
  now: number;
  /** False where the connection has been away for too long to know. */
  isKnown: boolean;
}

/** Whose it is, and who has it open: a sign with a name, and faces. */
export function Who({ row, me, now, isKnown }: WhoProps) {
  const claim = row.claim != null && stands(row.claim, now) ? row.claim : null;
  const others = isKnown ? row.presence.filter(({ user }) => user !== me) : [];
  return (
    <span className={classes['whoCell']}>
      {claim !== null && (
        <span
          className={classes['claim']}
          data-hue={hueOf(claim.claimed_by)}
          data-mine={claim.claimed_by === me || undefined}
          title={sayClaim(claim, me)}
          data-testid="row-claim"
        >
          <span aria-hidden>⚑ </span>
          <span className="visually-hidden">claimed by </span>
          {claim.claimed_by === me ? 'you' : claim.claimed_by}
        </span>
      )}
      {others.slice(0, MOST).map(({ user, state }) => (
        <Avatar key={user} user={user} label={`${user} is ${state}`} editing={state === 'editing'} />
      ))}
      {others.length > MOST && (
        <span
          className={classes['dim']}
          title={others
            .slice(MOST)
            .map(({ user, state }) => `${user} is ${state}`)
            .join('\n')}
        >
          +{others.length - MOST}
        </span>
      )}
    </span>
  );
}
