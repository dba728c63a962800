import { Suspense, useState } from 'react';
import { Link, Navigate, NavLink, Outlet, useLocation } from 'react-router';
import { MentionsBell } from '@/features/discussion/MentionsBell';
import { ConnectionBadge } from '@/features/live/ConnectionBadge';
import { LiveProvider } from '@/features/live/LiveProvider';
import { OutboxPanel } from '@/features/outbox/OutboxPanel';
import { OutboxProvider } from '@/features/outbox/OutboxProvider';
import { mayAudit, mayOperate, mayRead, usePerson } from '@/session/SessionContext';
import { SignedOutBar } from '@/session/SignedOutBar';
import { Face } from '@/ui/Face';
import { useHotkeys } from '@/ui/use-hotkeys';
import classes from './Frame.module.css';
import { KeysPanel } from './KeysPanel';
import { SearchBox } from './SearchBox';
import { UserMenu } from './UserMenu';

export function Frame() {
  const person = usePerson();
  return mayRead(person) ? (
    <LiveProvider>
      <OutboxProvider>
        <ReaderFrame />
      </OutboxProvider>
    </LiveProvider>
  ) : (
    <NoContentFrame />
  );
}

/** For whoever may not see invoices: operators have their own page. */
function NoContentFrame() {
  const person = usePerson();
  const { pathname } = useLocation();
  const operator = mayOperate(person);
  return (
    <>
      <header className={classes['header']}>
        <Brand />
        {operator && (
          <nav aria-label="Main">
            <OperationsLink />
          </nav>
        )}
        <span className={classes['space']} />
        <UserMenu />
      </header>
      <SignedOutBar />
      <main id="main" className={classes['main']}>
        {operator && pathname === '/' ? (
          <Navigate to="/operations" replace />
        ) : operator && /^\/operations(\/|$)/.test(pathname) ? (
          <Outlet />
        ) : (
          <Face
            title="Your role has no invoice content"
            testId="no-content"
            action={operator && <Link to="/operations">To operations</Link>}
          >
            {`You are signed in as ${person.user} (${person.roles.join(', ')}). Invoices are open to reviewers, approvers and auditors.`}
          </Face>
        )}
      </main>
    </>
  );
}

function Brand() {
  return (
    <span className={classes['brand']}>
      <img src="/countersign.svg" alt="" width={20} height={20} />
      Countersign
    </span>
  );
}

function OperationsLink() {
  return (
    <NavLink to="/operations" className={classes['nav'] ?? ''} data-testid="nav-operations">
      Operations
    </NavLink>
  );
}

function ReaderFrame() {
  const person = usePerson();
  const [keysShown, setKeysShown] = useState(false);
  const [savesShown, setSavesShown] = useState(false);
  useHotkeys({ '?': () => setKeysShown((shown) => !shown) });
  return (
    <>
      <a className={classes['skip']} href="#main">
        To the content
      </a>
      <header className={classes['header']}>
        <Brand />
        <nav aria-label="Main">
          <NavLink to="/queue" className={classes['nav'] ?? ''}>
            Queue
          </NavLink>
          {mayAudit(person) && (
            <NavLink to="/audit" className={classes['nav'] ?? ''} data-testid="nav-audit">
              Audit
            </NavLink>
          )}
          {mayOperate(person) && <OperationsLink />}
        </nav>
        <SearchBox />
        <span className={classes['space']} />
        <ConnectionBadge savesShown={savesShown} onToggleSaves={() => setSavesShown(!savesShown)} />
        <MentionsBell />
        <UserMenu onShowKeys={() => setKeysShown(true)} />
      </header>
      <SignedOutBar />
      <main id="main" className={classes['main']}>
        <Suspense fallback={<Face title="Loading …" />}>
          <Outlet />
        </Suspense>
      </main>
      {savesShown && (
        <Suspense>
          <OutboxPanel onClose={() => setSavesShown(false)} />
        </Suspense>
      )}
      {keysShown && <KeysPanel onClose={() => setKeysShown(false)} />}
    </>
  );
}
