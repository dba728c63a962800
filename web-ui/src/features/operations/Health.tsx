import { Link } from 'react-router';
import { sayError } from '@/api/problem';
import classes from './operations.module.css';
import { useHealth } from './processors';
import { problemsOf, sayHealth } from './words';

/** Whether all is well; where it is not, what is wrong and where it says what to do. */
export function Health() {
  const health = useHealth();
  if (health.isPending) {
    return (
      <div className={classes['health']} aria-busy="true">
        Health …
      </div>
    );
  }
  if (health.isError) {
    return (
      <div className={classes['health']} data-tone="bad" role="status" data-testid="health">
        <strong>Health is not known</strong> {sayError(health.error)}
      </div>
    );
  }
  const { status } = health.data;
  const problems = problemsOf(health.data);
  return (
    <div
      className={classes['health']}
      data-tone={status === 'UP' ? 'good' : status === 'DEGRADED' ? 'stale' : 'bad'}
      data-testid="health"
    >
      {/* Reasons stand outside: they count seconds, and would be read out at every look. */}
      <span role="status">
        <strong>{sayHealth(health.data)}</strong>
        {problems.length > 0 && (
          <span className="visually-hidden">: {problems.map(({ part }) => part).join(', ')}</span>
        )}
      </span>
      {problems.length > 0 && (
        <ul>
          {problems.map(({ part, reason, runbook }) => (
            <li key={part} data-testid="health-problem">
              <span className={classes['part']}>{part}</span>{' '}
              <span className={classes['reason']}>{reason}</span>
              {runbook !== null && (
                <Link to={{ pathname: '/operations/runbook', hash: runbook.toLowerCase() }}>
                  What to do: {runbook}
                </Link>
              )}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
