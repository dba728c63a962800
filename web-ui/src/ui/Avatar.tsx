import classes from './Avatar.module.css';
import { hueOf, initialsOf } from './person';

interface AvatarProps {
  user: string;
  /** What the person does, in words; where the name stands beside it anyway, nothing. */
  label?: string;
  editing?: boolean;
}

export function Avatar({ user, label, editing = false }: AvatarProps) {
  const said =
    label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label, title: label };
  return (
    <span
      className={classes['avatar']}
      data-hue={hueOf(user)}
      data-editing={editing || undefined}
      data-testid={`avatar-${user}`}
      {...said}
    >
      {initialsOf(user)}
    </span>
  );
}
