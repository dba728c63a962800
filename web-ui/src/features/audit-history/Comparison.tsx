import { Switch } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { HistoryEntry, Invoice } from '@/api/types';
import { differenceQuery, versionQuery } from '@/api/versions';
import { useCatalogue } from '@/terms/catalogue';
import { showInstant } from '@/terms/dates';
import { rowsCalling, rowsOfInvoice, type Rows } from '@/terms/paths';
import { isNumeric, showValue } from '@/terms/value';
import { ErrorFace, Face } from '@/ui/Face';
import { Loading } from '@/ui/Loading';
import classes from './Comparison.module.css';

interface ComparisonProps {
  invoiceId: string;
  /** The earlier one. */
  from: number;
  to: number;
  eventOf: (version: number) => HistoryEntry | undefined;
}

/** Two versions side by side, the earlier one first: what differs, or all terms with what differs marked. */
export function Comparison({ invoiceId, from, to, eventOf }: ComparisonProps) {
  const [all, setAll] = useState(false);
  const difference = useQuery(differenceQuery(invoiceId, from, to));
  const earlier = useQuery(versionQuery(invoiceId, from));
  const later = useQuery(versionQuery(invoiceId, to));
  const failed = [difference, earlier, later].find((query) => query.isError);
  if (failed !== undefined) {
    return <ErrorFace error={failed.error} onRetry={() => void failed.refetch()} />;
  }
  if (!difference.isSuccess || !earlier.isSuccess || !later.isSuccess) {
    return <Loading what="Loading the comparison" height={24} />;
  }
  const changed = new Set(difference.data.map(({ term }) => term));
  return (
    <section className={classes['comparison']} aria-labelledby="comparison-title" data-testid="comparison">
      <header className={classes['head']}>
        <h2 id="comparison-title">
          v{from} and v{to}:{' '}
          {changed.size === 0
            ? 'nothing differs'
            : changed.size === 1
              ? '1 term differs'
              : `${changed.size} terms differ`}
        </h2>
        <Switch
          size="xs"
          label="Show all terms"
          checked={all}
          onChange={(event) => setAll(event.currentTarget.checked)}
          data-testid="compare-all"
        />
      </header>
      {changed.size === 0 && !all ? (
        <Face title="Nothing differs">Every term has the same value in both versions.</Face>
      ) : (
        <SideBySide earlier={earlier.data} later={later.data} changed={changed} all={all} eventOf={eventOf} />
      )}
    </section>
  );
}

interface SideBySideProps extends Pick<ComparisonProps, 'eventOf'> {
  earlier: Invoice;
  later: Invoice;
  changed: ReadonlySet<string>;
  all: boolean;
}

function SideBySide({ earlier, later, changed, all, eventOf }: SideBySideProps) {
  const catalogue = useCatalogue();
  const [before, after] = [rowsOfInvoice(earlier), rowsOfInvoice(later)];
  const paths = all ? new Set([...Object.keys(earlier.terms), ...Object.keys(later.terms)]) : changed;
  return (
    <table className={classes['table']}>
      <thead>
        <tr>
          <th scope="col">Term</th>
          {[earlier, later].map(({ review_version: version }) => (
            <th key={version} scope="col">
              v{version}
              <Told event={eventOf(version)} />
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {catalogue.inOrder(paths, rowsOfBoth(before, after)).map((path) => {
          const type = catalogue.typeOf(path);
          return (
            <tr
              key={path}
              data-differs={changed.has(path) || undefined}
              data-numeric={isNumeric(type) || undefined}
              data-testid={`compared-${path}`}
            >
              <th scope="row">{catalogue.nameOf(path, rowsCalling(path, after, before))}</th>
              <td>{showValue(type, earlier.terms[path])}</td>
              <td>{showValue(type, later.terms[path])}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Told({ event }: { event: HistoryEntry | undefined }) {
  return (
    event !== undefined && (
      <span className={classes['told']}>
        {event.actor}, <time dateTime={event.at}>{showInstant(event.at)}</time>
      </span>
    )
  );
}

/** Lines that went come after those that are there. */
function rowsOfBoth(earlier: Rows, later: Rows): Rows {
  const groups = Object.keys({ ...later, ...earlier }) as (keyof Rows)[];
  return Object.fromEntries(
    groups.map((group) => [group, [...new Set([...(later[group] ?? []), ...(earlier[group] ?? [])])]]),
  );
}
