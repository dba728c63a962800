import { Skeleton } from '@mantine/core';
import { useLayoutEffect, useRef } from 'react';
import type { Comment } from '@/api/types';
import { mayDecide, usePerson } from '@/session/SessionContext';
import { showAge, showInstant } from '@/terms/dates';
import { Avatar } from '@/ui/Avatar';
import { ErrorFace, Face } from '@/ui/Face';
import { useNow } from '@/ui/use-now';
import classes from './CommentsPanel.module.css';
import { Composer } from './Composer';
import { useDiscussion } from './Discussion';
import { partsOf } from './mentions';

interface CommentsPanelProps {
  /** Whom one may want to mention. */
  people: readonly string[];
  nameOf: (path: string) => string;
  onGoTo: (path: string) => void;
  /** The comment that somebody came for. */
  number: number | null;
}

export function CommentsPanel({ people, nameOf, onGoTo, number }: CommentsPanelProps) {
  const person = usePerson();
  const { discussion } = useDiscussion();
  const comments = discussion.data ?? [];
  const now = useNow(30_000);
  const list = useRef<HTMLOListElement>(null);
  const newest = comments.at(-1)?.number ?? -1;
  useLayoutEffect(() => {
    const item = list.current?.querySelector(`[data-number="${number ?? newest}"]`);
    item?.scrollIntoView({ block: 'nearest' });
  }, [number, newest]);

  const known = [...new Set([...people, ...comments.flatMap(({ actor, mentions }) => [actor, ...mentions])])];
  return (
    <div className={classes['panel']} data-testid="comments-panel">
      <div className={classes['scroll']}>
        {discussion.isPending && (
          <div className={classes['loading']} aria-busy="true" aria-label="Loading the comments">
            {Array.from({ length: 3 }, (_, row) => (
              <Skeleton key={row} height={44} animate={false} />
            ))}
          </div>
        )}
        {discussion.isError && discussion.data === undefined && (
          <ErrorFace error={discussion.error} onRetry={() => void discussion.refetch()} />
        )}
        {discussion.isSuccess && comments.length === 0 && (
          <Face title="No comments yet" testId="comments-empty">
            {mayDecide(person)
              ? 'Ask or tell the others something. Write @ and a name to reach somebody.'
              : 'Nobody has commented on this invoice.'}
          </Face>
        )}
        <ol ref={list} className={classes['list']} aria-label="Comments">
          {comments.map((comment) => (
            <Item
              key={comment.number}
              comment={comment}
              me={person.user}
              now={now}
              wanted={comment.number === number}
              nameOf={nameOf}
              onGoTo={onGoTo}
            />
          ))}
        </ol>
      </div>
      {mayDecide(person) && <Composer people={known} nameOf={nameOf} />}
    </div>
  );
}

interface ItemProps extends Pick<CommentsPanelProps, 'nameOf' | 'onGoTo'> {
  comment: Comment;
  me: string;
  now: number;
  wanted: boolean;
}

function Item({ comment, me, now, wanted, nameOf, onGoTo }: ItemProps) {
  const { term } = comment;
  return (
    <li
      className={classes['comment']}
      data-number={comment.number}
      data-wanted={wanted || undefined}
      data-testid="comment"
    >
      <Avatar user={comment.actor} />
      <div className={classes['body']}>
        <p className={classes['head']}>
          <b>{comment.actor}</b>{' '}
          <time dateTime={comment.at} title={showInstant(comment.at)}>
            {showAge(comment.at, now)}
          </time>
        </p>
        {term != null && (
          <button
            type="button"
            className={classes['term']}
            onClick={() => onGoTo(term)}
            data-testid="comment-term"
          >
            {nameOf(term)}
          </button>
        )}
        <p className={classes['text']}>
          {partsOf(comment.text, comment.mentions).map((part, at) =>
            part.user === null ? (
              part.text
            ) : (
              <span
                key={at}
                className={classes['mention']}
                data-me={part.user === me || undefined}
                data-testid="mention"
              >
                {part.text}
              </span>
            ),
          )}
        </p>
      </div>
    </li>
  );
}
