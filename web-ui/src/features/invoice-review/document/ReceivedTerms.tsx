import { Skeleton } from '@mantine/core';
import { problemOf } from '@/api/problem';
import { showValue } from '@/terms/value';
import { ErrorFace, Face } from '@/ui/Face';
import type { Snapshot } from '@/work/work';
import { focusTerm } from '../focus-term';
import { useReceivedVersion } from '../received-version';
import { useReviewFacts } from '../review-facts';
import { snapshotOf } from '../edits';
import classes from './TermList.module.css';

/** The terms as received, beside what they are now where that differs. */
export function ReceivedTerms({ invoice }: { invoice: Snapshot }) {
  const { catalogue, deviations } = useReviewFacts();
  const received = useReceivedVersion(invoice);
  if (received.isPending) {
    return <Skeleton height={320} animate={false} />;
  }
  if (received.isError) {
    return problemOf(received.error)?.status === 404 ? (
      <Face title="Not available">The terms as received are not available for this invoice.</Face>
    ) : (
      <ErrorFace error={received.error} onRetry={() => void received.refetch()} />
    );
  }
  const { rows, terms } = snapshotOf(received.data);
  const paths = catalogue.inOrder(Object.keys(terms), rows);
  return (
    <table className={classes['table']} data-testid="as-received">
      <thead>
        <tr>
          <th scope="col">Term</th>
          <th scope="col">As received</th>
          <th scope="col">Now</th>
        </tr>
      </thead>
      <tbody>
        {paths.map((path) => (
          <tr key={path} data-deviates={deviations.has(path) || undefined}>
            <th scope="row">
              <button type="button" onClick={() => focusTerm(path)}>
                {catalogue.nameOf(path, rows)}
              </button>
            </th>
            <td>{showValue(catalogue.typeOf(path), terms[path])}</td>
            <td>{deviations.has(path) ? showValue(catalogue.typeOf(path), invoice.terms[path]) : ''}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
