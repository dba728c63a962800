import { Menu, useMantineColorScheme, type MantineColorScheme } from '@mantine/core';
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
    <Menu position="bottom-end" width={200} withInitialFocusPlaceholder={false}>
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
        <Menu.RadioGroup
          value={colorScheme}
          onChange={(scheme) => setColorScheme(scheme as MantineColorScheme)}
        >
          {SCHEMES.map(([scheme, name]) => (
            <Menu.RadioItem key={scheme} value={scheme} closeMenuOnClick data-testid={`theme-${scheme}`}>
              {name}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
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
