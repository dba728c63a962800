import { Button, Popover, Select, Textarea, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { DecisionKind } from '@/api/types';
import { mayApprove, mayDecide, usePerson } from '@/session/SessionContext';
import { count } from '@/ui/words';
import { isOpen } from '@/terms/status';
import classes from './DecisionBar.module.css';
import { countChanges } from './edits';
import { useForm, useFormStore } from './form-store';
import { useReasonCodes } from '@/api/reason-codes';
import { mustAcknowledge, unsentWork } from './review-form';
import type { Told, Wanted } from './use-decide';

interface DecisionBarProps {
  told: Told | null;
  hasNext: boolean;
  onSave: () => void;
  onSaveAndNext: () => void;
  onDecide: (wanted: Wanted) => Promise<unknown>;
}

export function DecisionBar({ told, hasNext, onSave, onSaveAndNext, onDecide }: DecisionBarProps) {
  const store = useFormStore();
  const person = usePerson();
  const note = useForm((form) => form.note);
  const status = useForm((form) => form.base.status);
  const queued = useForm((form) => form.queued);
  const unsaved = useForm((form) => {
    const work = form.queued ? unsentWork(form, store.typeOf) : { ...form, on: form.base };
    return work === null ? 0 : countChanges(work, work.on, store.typeOf);
  });
  const waiting = useForm((form) => form.waiting);
  const sending = useForm((form) => (form.waiting ? form.pending?.kind : undefined));
  const unseen = useForm(mustAcknowledge);
  const errors = useForm((form) => form.base.findings).filter(({ severity }) => severity === 'error').length;

  if (!mayDecide(person)) {
    return null;
  }
  const open = isOpen(status);
  const why = unseen
    ? 'First look at what changed and click Seen'
    : unsaved > 0
      ? 'Save or undo your changes first'
      : undefined;
  const shared = { disabled: waiting || queued || why !== undefined, why, onDecide };
  return (
    <footer className={classes['bar']} data-testid="decision-bar">
      <div className={classes['saving']}>
        {open ? (
          <>
            <span className={classes['unsaved']} data-testid="unsaved" aria-live="polite">
              {unsaved === 0 ? 'No unsaved changes' : count(unsaved, 'unsaved change')}
            </span>
            {unsaved > 0 && (
              <Button
                variant="subtle"
                size="compact-xs"
                disabled={waiting || queued}
                onClick={() => store.dispatch({ kind: 'undone' })}
                data-testid="undo"
              >
                undo
              </Button>
            )}
            <TextInput
              className={classes['note'] ?? ''}
              size="xs"
              aria-label="Note"
              placeholder="note"
              value={note}
              onChange={(event) => store.dispatch({ kind: 'noted', note: event.currentTarget.value })}
              data-testid="note"
            />
            <Button
              disabled={unsaved === 0 || waiting || queued}
              loading={sending === 'correction'}
              onClick={onSave}
              rightSection={<kbd className="key wide-only">ctrl+s</kbd>}
              data-testid="save"
            >
              Save
            </Button>
            <Button
              variant="default"
              disabled={waiting}
              onClick={onSaveAndNext}
              title={hasNext ? 'Opens the next invoice of the queue' : 'Goes back to the queue'}
              rightSection={<kbd className="key wide-only">ctrl+shift+s</kbd>}
              data-testid="save-next"
            >
              {unsaved > 0 ? 'Save + next' : hasNext ? 'Next' : 'To the queue'}
            </Button>
          </>
        ) : (
          <>
            <span className={classes['unsaved']}>Closed for corrections; reopen it to change something.</span>
            {note.trim() !== '' && (
              <>
                <span className={classes['unsaved']} data-testid="unsent-note">
                  Your note was not sent: “{note.trim()}”
                </span>
                <Button
                  variant="subtle"
                  size="compact-xs"
                  onClick={() => store.dispatch({ kind: 'noted', note: '' })}
                  data-testid="discard-note"
                >
                  Discard
                </Button>
              </>
            )}
          </>
        )}
      </div>
      <span className={classes['told']} role="status" data-tone={told?.tone} data-testid="told">
        {told?.text ?? (why !== undefined && unseen ? why : '')}
      </span>
      <div className={classes['deciding']}>
        {open ? (
          <>
            <ReasonedButton kind="hold" name="Hold" {...shared} />
            <ReasonedButton kind="rejection" name="Reject" {...shared} />
            {mayApprove(person) && <ApproveButton errors={errors} {...shared} />}
          </>
        ) : (
          <ReasonedButton kind="reopening" name="Reopen" {...shared} />
        )}
      </div>
    </footer>
  );
}

interface DecideButtonProps {
  disabled: boolean;
  why: string | undefined;
  onDecide: DecisionBarProps['onDecide'];
}

function ApproveButton({ errors, disabled, why, onDecide }: DecideButtonProps & { errors: number }) {
  const [reason, setReason] = useState('');
  if (errors === 0) {
    return (
      <Button
        disabled={disabled}
        title={why}
        onClick={() => void onDecide({ kind: 'approval' })}
        data-testid="approve"
      >
        Approve
      </Button>
    );
  }
  return (
    <DecisionPopover name="Approve" variant="filled" testId="approve" disabled={disabled} why={why}>
      {(close) => (
        <form
          className={classes['form']}
          onSubmit={(event) => {
            event.preventDefault();
            void onDecide({ kind: 'approval', reason: reason.trim() }).then(close);
          }}
        >
          <p>{count(errors, 'error finding')} open. Say why it is approved all the same.</p>
          <Textarea
            label="Reason"
            size="xs"
            rows={3}
            required
            data-autofocus
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            data-testid="approve-reason"
          />
          <Button type="submit" disabled={reason.trim() === ''} data-testid="approve-confirm">
            Approve
          </Button>
        </form>
      )}
    </DecisionPopover>
  );
}

interface ReasonedButtonProps extends DecideButtonProps {
  kind: Extract<DecisionKind, 'rejection' | 'hold' | 'reopening'>;
  name: string;
}

function ReasonedButton({ kind, name, disabled, why, onDecide }: ReasonedButtonProps) {
  const codes = useReasonCodes();
  const [code, setCode] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const choices = (codes.data?.items ?? [])
    .filter(({ kinds }) => kinds.includes(kind))
    .map((choice) => ({ value: choice.code, label: choice.label }));
  return (
    <DecisionPopover name={name} variant="default" testId={kind} disabled={disabled} why={why}>
      {(close) => (
        <form
          className={classes['form']}
          onSubmit={(event) => {
            event.preventDefault();
            if (code !== null) {
              void onDecide({
                kind,
                reason_code: code,
                ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
              }).then(close);
            }
          }}
        >
          <Select
            label="Why"
            size="xs"
            required
            data={choices}
            value={code}
            onChange={setCode}
            error={codes.isError ? 'The reasons did not load' : undefined}
            comboboxProps={{ withinPortal: false }}
            data-autofocus
            data-testid={`${kind}-code`}
          />
          <Textarea
            label="More about it"
            description="optional"
            size="xs"
            rows={3}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            data-testid={`${kind}-reason`}
          />
          <Button type="submit" disabled={code === null} data-testid={`${kind}-confirm`}>
            {name}
          </Button>
        </form>
      )}
    </DecisionPopover>
  );
}

interface DecisionPopoverProps {
  name: string;
  variant: string;
  testId: string;
  disabled: boolean;
  why: string | undefined;
  children: (close: () => void) => ReactNode;
}

function DecisionPopover({ name, variant, testId, disabled, why, children }: DecisionPopoverProps) {
  const [opened, setOpened] = useState(false);
  return (
    <Popover
      opened={opened && !disabled}
      onChange={setOpened}
      position="top-end"
      width={300}
      trapFocus
      withArrow
      shadow="md"
    >
      <Popover.Target>
        <Button
          variant={variant}
          disabled={disabled}
          title={why}
          onClick={() => setOpened(!opened)}
          data-testid={testId}
        >
          {name}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>{children(() => setOpened(false))}</Popover.Dropdown>
    </Popover>
  );
}
