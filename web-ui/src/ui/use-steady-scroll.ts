import { useLayoutEffect, type RefObject } from 'react';

/**
 * Something above the panes came or went. They scroll by as much, so that the field that somebody types in stays where
 * it is on the screen.
 */
export function useSteadyScroll(
  above: RefObject<HTMLElement | null>,
  panes: RefObject<HTMLElement | null>,
): void {
  useLayoutEffect(() => {
    const watched = above.current;
    if (watched === null) {
      return undefined;
    }
    let height = watched.offsetHeight;
    const observer = new ResizeObserver(() => {
      const by = watched.offsetHeight - height;
      height = watched.offsetHeight;
      for (const pane of panes.current?.children ?? []) {
        pane.scrollTop += by;
      }
    });
    observer.observe(watched);
    return () => observer.disconnect();
  }, [above, panes]);
}
