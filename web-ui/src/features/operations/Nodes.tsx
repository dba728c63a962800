import { Skeleton } from '@mantine/core';
import type { Node } from '@/api/operations';
import { sayError } from '@/api/problem';
import { showAge, showInstant } from '@/terms/dates';
import { count } from '@/ui/words';
import { useNow } from '@/ui/use-now';
import classes from './operations.module.css';
import { useNodes } from './processors';

const SIDES = { 'command-side': 'command side', 'query-side': 'query side' } as const;
const AGE_MS = 10_000;

/** Which processes there are. They tell of themselves by the database. */
export function Nodes() {
  const nodes = useNodes();
  return (
    <section className={classes['panel']} aria-labelledby="nodes" data-testid="nodes">
      <h2 id="nodes">Nodes</h2>
      {nodes.isPending && (
        <div aria-busy="true" aria-label="Loading the nodes">
          <Skeleton height={48} mt={8} animate={false} />
        </div>
      )}
      {nodes.data === undefined && nodes.isError && (
        <p className={classes['bad']} role="alert">
          The nodes did not load. {sayError(nodes.error)}
        </p>
      )}
      {nodes.data?.length === 0 && (
        <p className={classes['dim']}>None has told of itself yet. Each does so every ten seconds.</p>
      )}
      {nodes.data !== undefined && nodes.data.length > 0 && <Table nodes={nodes.data} />}
    </section>
  );
}

function Table({ nodes }: { nodes: Node[] }) {
  const now = useNow(AGE_MS);
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keys
    <div className={classes['scroll']} tabIndex={0} role="region" aria-label="Table of the nodes">
      <table className={classes['table']}>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Side</th>
            <th scope="col">State</th>
            <th scope="col">Version</th>
            <th scope="col">Started</th>
            <th scope="col">Browsers</th>
          </tr>
        </thead>
        <tbody>
          {nodes.map(({ name, side, state, version, started_at, heard_at, open_sockets }) => (
            <tr key={`${side} ${name}`} data-testid="node" data-state={state}>
              <th scope="row">{name}</th>
              <td>{SIDES[side]}</td>
              <td className={state === 'running' ? classes['good'] : classes['bad']}>
                {state === 'running' ? 'runs' : `not heard from since ${showInstant(heard_at)}`}
              </td>
              <td>{version}</td>
              <td title={showInstant(started_at)}>{showAge(started_at, now)}</td>
              <td>{open_sockets === null || state === 'silent' ? '–' : count(open_sockets, 'socket')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
