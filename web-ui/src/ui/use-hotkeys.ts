import { useEffect, useEffectEvent } from 'react';

type Hotkeys = Readonly<Record<string, () => void>>;

function isTyping(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) {
    // A box to tick takes no letters.
    return !['checkbox', 'radio', 'button'].includes(target.type);
  }
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

/** "ctrl+shift+s", "j", "shift+x", "/" as the key table writes them; the command key counts as ctrl. */
function nameOf(event: KeyboardEvent): string {
  const key = event.key.toLowerCase().replace(/^arrow/, '');
  const ctrl = event.ctrlKey || event.metaKey ? 'ctrl+' : '';
  const shift = event.shiftKey && (ctrl !== '' || /^[a-z]$/.test(key)) ? 'shift+' : '';
  return `${ctrl}${shift}${key}`;
}

/** Keys for the whole page. Plain letters are left to whoever types in a field. */
export function useHotkeys(keys: Hotkeys): void {
  const handle = useEffectEvent((event: KeyboardEvent) => {
    const name = nameOf(event);
    const action = keys[name];
    if (
      action === undefined ||
      event.defaultPrevented ||
      event.altKey ||
      (!name.startsWith('ctrl+') && isTyping(event.target))
    ) {
      return;
    }
    event.preventDefault();
    action();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => handle(event);
    document.addEventListener('keydown', listener);
    return () => document.removeEventListener('keydown', listener);
  }, []);
}
