import { Link, useRouteError } from 'react-router';
import { ErrorFace, Face } from '@/ui/Face';

export function PageError() {
  return <ErrorFace error={useRouteError()} onRetry={() => window.location.reload()} />;
}

export function NoPage() {
  return <Face title="There is no such page" action={<Link to="/queue">To the queue</Link>} />;
}
