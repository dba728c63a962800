import { TextInput } from '@mantine/core';
import { fromLocalField, toLocalField } from '@/terms/dates';

export type Period = { from: string; to: string };

interface PeriodFieldsProps {
  /** Instants, empty where the period is open. */
  period: Period;
  onChange: (period: Period) => void;
}

/** Two instants, in the zone of whoever looks. */
export function PeriodFields({ period, onChange }: PeriodFieldsProps) {
  return (
    <>
      <TextInput
        type="datetime-local"
        size="xs"
        label="From"
        value={shown(period.from)}
        onChange={(event) => onChange({ ...period, from: fromLocalField(event.currentTarget.value) })}
        data-testid="period-from"
      />
      <TextInput
        type="datetime-local"
        size="xs"
        label="Until before"
        value={shown(period.to)}
        onChange={(event) => onChange({ ...period, to: fromLocalField(event.currentTarget.value) })}
        data-testid="period-to"
      />
    </>
  );
}

/** What somebody made of the address is no instant that a field could hold. */
function shown(instant: string): string {
  return Number.isNaN(Date.parse(instant)) ? '' : toLocalField(new Date(instant));
}

/** Whose clock the times on a page are by. */
export function ZoneNote() {
  return <>Times are in {Intl.DateTimeFormat().resolvedOptions().timeZone}.</>;
}
