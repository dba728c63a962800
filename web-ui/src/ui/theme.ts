import { createTheme, type MantineColorsTuple } from '@mantine/core';

const ink: MantineColorsTuple = [
  '#eef1fb',
  '#dbe1f3',
  '#b4c0e6',
  '#8b9ddb',
  '#697fd0',
  '#546dca',
  '#4661c5',
  '#3751ad',
  '#2f489c',
  '#243c8a',
];

/**
 * Values that Mantine needs at run time only. Its CSS variables stand in global.css: written by the provider they would
 * be a style element, which a strict Content-Security-Policy refuses.
 */
export const theme = createTheme({
  colors: { ink },
  primaryColor: 'ink',
  defaultRadius: 'sm',
  cursorType: 'pointer',
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  components: {
    Button: { defaultProps: { size: 'xs' } },
    Menu: { defaultProps: { transitionProps: { duration: 0 } } },
    Popover: { defaultProps: { transitionProps: { duration: 0 } } },
    Tooltip: { defaultProps: { openDelay: 350, transitionProps: { duration: 0 } } },
    // Scroll locking would write a style element, and none of ours cover the page.
    Modal: { defaultProps: { lockScroll: false, transitionProps: { duration: 0 } } },
    Drawer: { defaultProps: { lockScroll: false } },
  },
});
