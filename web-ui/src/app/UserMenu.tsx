import { Menu, useMantineColorScheme } from '@mantine/core';
import { usePerson } from '@/session/SessionContext';
import classes from './Frame.module.css';

const SCHEMES = [
  ['light', 'Light'],
  ['dark', 'Dark'],
  ['auto', 'As the system'],
] as const;

export function UserMenu({ onShowKeys }: { onShowKeys?: () => void }) {
  const { user, roles, session } = usePerson();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Menu position="bottom-end" width={200}>
      <Menu.Target>
        <button type="button" className={classes['user']} data-testid="user-menu">
          {user} <span aria-hidden>▾</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={classes['roles']} data-testid="roles">
          {roles.join(', ')}
        </div>
        <Menu.Divider />
        <Menu.Label>Theme</Menu.Label>
        {SCHEMES.map(([scheme, name]) => (
          <Menu.Item
            key={scheme}
            role="menuitemradio"
            aria-checked={colorScheme === scheme}
            rightSection={colorScheme === scheme ? '✓' : null}
            onClick={() => setColorScheme(scheme)}
            data-testid={`theme-${scheme}`}
          >
            {name}
          </Menu.Item>
        ))}
        <Menu.Divider />
        {onShowKeys !== undefined && (
          <Menu.Item rightSection={<kbd className="key">?</kbd>} onClick={onShowKeys}>
            Keys
          </Menu.Item>
        )}
        <Menu.Item onClick={() => void session.signOut()} data-testid="sign-out">
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
