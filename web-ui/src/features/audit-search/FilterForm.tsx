import { Button, Checkbox, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useCatalogue } from '@/terms/catalogue';
import { InvoicePicker } from '@/ui/InvoicePicker';
import { PeriodFields, ZoneNote } from '@/ui/PeriodFields';
import { EVENTS, participleOf } from '@/ui/words';
import classes from './AuditSearch.module.css';
import { NO_FILTER, writeFilter, type SearchFilter } from './search-filter';

const CHOICES = EVENTS.map((event) => ({ value: event, label: participleOf(event) }));

/** The list itself scrolls, as a list box may; the library's scroll area around it nobody could reach by keys. */
const LIST = { withScrollArea: false, classNames: { options: classes['options'] ?? '' } };

interface FilterFormProps {
  /** What is searched for now. */
  filter: SearchFilter;
  onSearch: (filter: SearchFilter) => void;
}

/** What is picked is searched for at once; what is typed, on Enter. */
export function FilterForm({ filter, onSearch }: FilterFormProps) {
  const [draft, setDraft] = useState(filter);
  const asked = JSON.stringify(filter);
  const [draftOf, setDraftOf] = useState(asked);
  if (draftOf !== asked) {
    // Another search came with the address: the fields tell what is searched for.
    setDraftOf(asked);
    setDraft(filter);
  }
  const catalogue = useCatalogue();
  const terms = catalogue.terms.map(({ path, name, business_term }) => ({
    value: path,
    label: `${name} (${business_term})`,
  }));
  const isNew = JSON.stringify(writeFilter(draft)) !== JSON.stringify(writeFilter(filter));
  const type = (change: Partial<SearchFilter>) => setDraft({ ...draft, ...change });
  const pick = (change: Partial<SearchFilter>) => {
    type(change);
    onSearch({ ...draft, ...change });
  };
  return (
    <form
      className={classes['form']}
      aria-label="Search the history"
      onSubmit={(event) => {
        event.preventDefault();
        onSearch(draft);
      }}
    >
      <div className={classes['fields']}>
        <TextInput
          size="xs"
          label="Who"
          placeholder="user name"
          value={draft.actor}
          onChange={(event) => type({ actor: event.currentTarget.value })}
          data-testid="search-actor"
        />
        <Select
          size="xs"
          label="Did what"
          {...LIST}
          placeholder="anything"
          data={CHOICES}
          clearable
          disabled={draft.refused}
          value={draft.event === '' ? null : draft.event}
          onChange={(event) => pick({ event: event ?? '' })}
          data-testid="search-event"
        />
        <Select
          size="xs"
          label="To which field"
          {...LIST}
          placeholder="any business term"
          data={terms}
          searchable
          clearable
          limit={40}
          nothingFoundMessage="No business term has this name"
          disabled={draft.refused}
          value={draft.term === '' ? null : draft.term}
          onChange={(term) => pick({ term: term ?? '' })}
          data-testid="search-term"
        />
        <TextInput
          size="xs"
          label="Value contains"
          placeholder="before, after or comment"
          disabled={draft.refused}
          value={draft.value}
          onChange={(event) => type({ value: event.currentTarget.value })}
          data-testid="search-value"
        />
        <InvoicePicker value={draft.invoice_id} onChange={(invoiceId) => pick({ invoice_id: invoiceId })} />
        <PeriodFields period={draft} onChange={type} />
      </div>
      <div className={classes['actions']}>
        <Checkbox
          size="xs"
          label="forced saves only"
          disabled={draft.refused}
          checked={draft.forced}
          onChange={(event) => pick({ forced: event.currentTarget.checked })}
          data-testid="search-forced"
        />
        <Checkbox
          size="xs"
          label="refused decisions instead"
          checked={draft.refused}
          onChange={(event) => pick({ refused: event.currentTarget.checked })}
          data-testid="search-refused-ones"
        />
        <span className={classes['hint']}>
          <ZoneNote />
        </span>
        <span className={classes['space']} />
        <Button
          variant="default"
          disabled={Object.keys(writeFilter(draft)).length === 0}
          onClick={() => pick(NO_FILTER)}
          data-testid="search-clear"
        >
          Clear
        </Button>
        <Button type="submit" variant={isNew ? 'filled' : 'default'} data-testid="search-submit">
          Search
        </Button>
      </div>
    </form>
  );
}
