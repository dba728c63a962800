import { Suspense } from 'react';
import { Link, Outlet } from 'react-router';
import { mayOperate, usePerson } from '@/session/SessionContext';
import { Face } from '@/ui/Face';

/** What operators have: everything but the content of invoices. */
export function OperationsRoute() {
  const person = usePerson();
  return mayOperate(person) ? (
    <Suspense fallback={<Face title="Loading …" />}>
      <Outlet />
    </Suspense>
  ) : (
    <Face
      title="This page is for operators"
      testId="operators-only"
      action={<Link to="/queue">To the queue</Link>}
    >
      {`You are signed in as ${person.user} (${person.roles.join(', ')}).`}
    </Face>
  );
}
