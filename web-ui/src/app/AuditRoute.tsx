import { Suspense } from 'react';
import { Link, NavLink, Outlet } from 'react-router';
import { mayAudit, usePerson } from '@/session/SessionContext';
import { Face } from '@/ui/Face';
import classes from './AuditRoute.module.css';

const PAGES = [
  ['search', 'Search'],
  ['exports', 'Exports'],
  ['verification', 'Verification'],
] as const;

/** What auditors have over all invoices. The history of one invoice is open to everybody who reads invoices. */
export function AuditRoute() {
  const person = usePerson();
  if (!mayAudit(person)) {
    return (
      <Face
        title="These pages are for auditors"
        testId="auditors-only"
        action={<Link to="/queue">To the queue</Link>}
      >
        {`You are signed in as ${person.user} (${person.roles.join(', ')}). The history of a single invoice is open to you: open the invoice, then History.`}
      </Face>
    );
  }
  return (
    <div className={classes['page']}>
      <h1 className="visually-hidden">Audit</h1>
      <nav className={classes['tabs']} aria-label="Audit">
        {PAGES.map(([path, name]) => (
          <NavLink key={path} to={`/audit/${path}`} className={classes['tab'] ?? ''}>
            {name}
          </NavLink>
        ))}
      </nav>
      <Suspense fallback={<Face title="Loading …" />}>
        <Outlet />
      </Suspense>
    </div>
  );
}
