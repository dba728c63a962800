import { Button, Popover, Skeleton } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { Link } from 'react-router';
import { fetchMentions } from '@/api/comments';
import { loadAnew, useLive } from '@/api/live';
import type { Mention } from '@/api/types';
import { usePerson } from '@/session/SessionContext';
import { showAge } from '@/terms/dates';
import { Avatar } from '@/ui/Avatar';
import { ErrorFace, Face } from '@/ui/Face';
import { useHotkeys } from '@/ui/use-hotkeys';
import { useNow } from '@/ui/use-now';
import classes from './MentionsBell.module.css';
import { idOf, joined, ReadMentions } from './read-mentions';

const KEY = ['mentions'] as const;

/** The comments of others that name me: how many I have not read, and the way to each of them. */
export function MentionsBell() {
  const { user } = usePerson();
  const live = useLive();
  const queryClient = useQueryClient();
  const [read] = useState(() => new ReadMentions(user));
  const isRead = useSyncExternalStore(read.subscribe, read.get);
  const [open, setOpen] = useState(false);
  const [told, setTold] = useState<readonly Mention[]>([]);
  // An empty list has nothing in it that would take the focus and with it the key.
  useHotkeys(open ? { escape: () => setOpen(false) } : {});
  const mentions = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => fetchMentions(signal),
    // A push tells of new ones; the slow look is for when pushes do not come.
    refetchInterval: 60_000,
  });
  useEffect(() => {
    return live.watchMentions(
      user,
      (push) => setTold((before) => [...before, push]),
      () => void loadAnew(queryClient, KEY),
    );
  }, [live, queryClient, user]);

  const items = joined(told, mentions.data?.items ?? []);
  const unread = items.filter((mention) => !isRead.has(idOf(mention)));
  const more = mentions.data?.next_cursor != null && unread.length === items.length;
  const count = `${unread.length}${more ? '+' : ''}`;
  const now = useNow(60_000);
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" width={360} trapFocus shadow="md">
      <Popover.Target>
        <button
          type="button"
          className={classes['bell']}
          aria-label={unread.length === 0 ? 'Mentions' : `Mentions, ${count} unread`}
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          data-unread={unread.length > 0 || undefined}
          data-testid="mentions"
        >
          <span aria-hidden>@</span>
          {unread.length > 0 && (
            <span className={classes['count']} aria-hidden data-testid="mentions-unread">
              {count}
            </span>
          )}
        </button>
      </Popover.Target>
      <Popover.Dropdown p={0}>
        <div className={classes['head']}>
          <h2>Mentions</h2>
          <Button
            variant="subtle"
            size="compact-xs"
            disabled={unread.length === 0}
            onClick={() => read.add(unread.map(idOf))}
            data-testid="mentions-read-all"
          >
            Mark all read
          </Button>
        </div>
        <div className={classes['content']} data-testid="mentions-list">
          {mentions.isPending && (
            <div className={classes['loading']} aria-busy="true" aria-label="Loading the mentions">
              <Skeleton height={36} animate={false} />
              <Skeleton height={36} animate={false} />
            </div>
          )}
          {mentions.isError && mentions.data === undefined && (
            <ErrorFace error={mentions.error} onRetry={() => void mentions.refetch()} />
          )}
          {mentions.isSuccess && items.length === 0 && (
            <Face title="Nobody has mentioned you">{`A comment with @${user} in it shows up here.`}</Face>
          )}
          <ul className={classes['list']}>
            {items.map((mention) => (
              <Item
                key={idOf(mention)}
                mention={mention}
                unread={!isRead.has(idOf(mention))}
                now={now}
                onOpen={() => {
                  read.add([idOf(mention)]);
                  setOpen(false);
                }}
              />
            ))}
          </ul>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

interface ItemProps {
  mention: Mention;
  unread: boolean;
  now: number;
  onOpen: () => void;
}

function Item({ mention, unread, now, onOpen }: ItemProps) {
  return (
    <li>
      <Link
        to={`/invoices/${mention.invoice_id}?side=comments&comment=${mention.number}`}
        className={classes['item']}
        data-unread={unread || undefined}
        onClick={onOpen}
        data-testid="mention-item"
      >
        <Avatar user={mention.actor} />
        <span className={classes['body']}>
          <span>
            <b>{mention.actor}</b> on {mention.invoice_number ?? 'an invoice'}{' '}
            <span className={classes['dim']}>{showAge(mention.at, now)}</span>
            {unread && <span className="visually-hidden"> unread</span>}
          </span>
          <span className={classes['text']}>{mention.text}</span>
        </span>
      </Link>
    </li>
  );
}
