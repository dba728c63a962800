import { Button, Skeleton } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useSearchParams } from 'react-router';
import { problemOf } from '@/api/problem';
import { showInstant } from '@/terms/dates';
import { ErrorFace, Face } from '@/ui/Face';
import { useHotkeys } from '@/ui/use-hotkeys';
import { count } from '@/ui/words';
import classes from './AuditSearch.module.css';
import { FilterForm } from './FilterForm';
import { NO_FILTER, readFilter, writeFilter, type SearchFilter } from './search-filter';
import { useSearchPages } from './search-pages';
import { EventRow, RefusedRow } from './SearchRow';

/** Who did what, when, to which invoice; the whole search stands in the address. */
export function AuditSearch() {
  const [params, setParams] = useSearchParams();
  const filter = readFilter(params);
  const pages = useSearchPages(filter);
  const search = (wanted: SearchFilter) => {
    const asked = writeFilter(wanted);
    if (JSON.stringify(asked) === JSON.stringify(writeFilter(filter))) {
      void pages.refetch();
    } else {
      setParams(asked);
    }
  };
  return (
    <>
      <title>Audit search · Countersign</title>
      <h2 className="visually-hidden">Search</h2>
      <FilterForm filter={filter} onSearch={search} />
      <Rows filter={filter} pages={pages} onClear={() => search(NO_FILTER)} />
    </>
  );
}

interface RowsProps {
  filter: SearchFilter;
  pages: ReturnType<typeof useSearchPages>;
  onClear: () => void;
}

function Rows({ filter, pages, onClear }: RowsProps) {
  const list = useRef<HTMLOListElement>(null);
  const links = () => [...(list.current?.querySelectorAll<HTMLAnchorElement>('a[data-row]') ?? [])];
  const move = (by: number) => {
    const all = links();
    const at = all.findIndex((link) => link === document.activeElement);
    all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + by))]?.focus();
  };
  useHotkeys({ j: () => move(1), k: () => move(-1) });

  const shown = pages.data?.pages.reduce((sum, page) => sum + page.items.length, 0) ?? 0;
  // Whoever asks for more by keyboard goes on at the first of them: the button may be gone.
  const goOnAt = useRef<number | null>(null);
  useEffect(() => {
    if (goOnAt.current !== null && shown > goOnAt.current) {
      links()[goOnAt.current]?.focus();
      goOnAt.current = null;
    }
  }, [shown]);

  if (pages.isPending) {
    return (
      <div className={classes['skeletons']} aria-busy="true" aria-label="Searching">
        {Array.from({ length: 10 }, (_, row) => (
          <Skeleton key={row} height={20} animate={false} />
        ))}
      </div>
    );
  }
  if (pages.isError) {
    return problemOf(pages.error)?.status === 400 ? (
      <Face
        title="This cannot be searched for"
        testId="search-refused"
        action={
          <Button variant="default" onClick={onClear}>
            Clear the search
          </Button>
        }
      >
        {problemOf(pages.error)?.detail ?? ''}
      </Face>
    ) : (
      <ErrorFace error={pages.error} onRetry={() => void pages.refetch()} />
    );
  }
  const searchedBackTo = pages.data.pages.at(-1)?.searchedBackTo ?? null;
  if (shown === 0 && pages.hasNextPage) {
    return (
      <Face
        title="Nothing found so far"
        testId="search-further"
        action={
          <Button loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
            Look further back
          </Button>
        }
      >
        {searchedBackTo === null ? '' : `Nothing since ${showInstant(searchedBackTo)} matches this search. `}A
        shorter period is searched faster.
      </Face>
    );
  }
  if (shown === 0) {
    return Object.keys(writeFilter(filter)).length === 0 ? (
      <Face title="No events yet" testId="search-empty">
        The first invoice that is received stands here.
      </Face>
    ) : (
      <Face
        title="Nothing found"
        testId="search-empty"
        action={
          <Button variant="default" onClick={onClear}>
            Clear the search
          </Button>
        }
      >
        {filter.refused ? 'No refused decision matches this search.' : 'No event matches this search.'}
      </Face>
    );
  }
  return (
    <>
      <ol
        ref={list}
        className={classes['rows']}
        aria-label={filter.refused ? 'Refused decisions' : 'Events'}
        aria-busy={pages.isPlaceholderData}
        data-testid="search-rows"
      >
        {pages.data.pages.map((page) =>
          page.refused
            ? page.items.map((decision) => (
                <RefusedRow
                  key={`${decision.invoice_id} ${decision.actor} ${decision.at}`}
                  decision={decision}
                />
              ))
            : page.items.map((event) => <EventRow key={event.hash} event={event} filter={filter} />),
        )}
      </ol>
      <p className={classes['foot']} role="status">
        {count(shown, filter.refused ? 'refused decision' : 'event')}
        {pages.hasNextPage ? ' so far' : ', that is all'}
        {pages.hasNextPage && (
          <Button
            variant="default"
            loading={pages.isFetchingNextPage}
            onClick={() => {
              goOnAt.current = shown;
              void pages.fetchNextPage();
            }}
            data-testid="search-more"
          >
            More
          </Button>
        )}
      </p>
    </>
  );
}
