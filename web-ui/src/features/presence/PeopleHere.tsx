import { Avatar } from '@/ui/Avatar';
import classes from './PeopleHere.module.css';
import type { Here } from './present';
import { sayDoing, sayTerms } from './words';

const MOST = 5;

interface PeopleHereProps {
  here: Here;
  me: string;
  nameOf: (path: string) => string;
}

/** Who else has the invoice open, and what they edit. Nothing at all where nobody has. */
export function PeopleHere({ here: { others, meElsewhere }, me, nameOf }: PeopleHereProps) {
  if (others.length === 0 && !meElsewhere) {
    return null;
  }
  const rest = others.slice(MOST);
  return (
    <ul className={classes['people']} aria-label="Also here" data-testid="people-here">
      {others.slice(0, MOST).map((person) => (
        <li key={person.user} data-testid={`person-${person.user}`}>
          <Avatar user={person.user} label={sayDoing(person, nameOf)} editing={person.terms.length > 0} />
          {person.terms.length > 0 && (
            <span className={classes['doing']} aria-hidden>
              {sayTerms(person.terms, nameOf)}
            </span>
          )}
        </li>
      ))}
      {rest.length > 0 && (
        <li className={classes['doing']} title={rest.map((person) => sayDoing(person, nameOf)).join('\n')}>
          +{rest.length}
        </li>
      )}
      {meElsewhere && (
        <li data-testid="me-elsewhere">
          <Avatar user={me} />
          <span className={classes['doing']}>you, in another tab</span>
        </li>
      )}
    </ul>
  );
}
