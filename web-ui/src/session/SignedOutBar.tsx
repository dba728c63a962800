import { Button } from '@mantine/core';
import { useState } from 'react';
import { usePerson, useSessionState } from './SessionContext';
import classes from './SignedOutBar.module.css';

/** The issuer let the session end. The page stays as it is: signing in happens in a window of its own. */
export function SignedOutBar() {
  const { session, user } = usePerson();
  const state = useSessionState();
  const [failed, setFailed] = useState(false);
  if (state === 'signed_in') {
    return null;
  }
  return (
    <div className={classes['bar']} role="alert" data-testid="signed-out-bar">
      <span>
        You are signed out. What you typed stays here.
        {failed && ` That did not work. Allow the window, and sign in as ${user}.`}
      </span>
      <Button
        variant="default"
        onClick={() => {
          setFailed(false);
          session.signInAgain().catch(() => setFailed(true));
        }}
      >
        Sign in again
      </Button>
    </div>
  );
}
