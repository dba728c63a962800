// Runs before the first paint, so that a dark theme does not flash white. A file, not inline: see the README on CSP.
(function () {
  var chosen = 'auto';
  try {
    chosen = window.localStorage.getItem('mantine-color-scheme-value') || 'auto';
  } catch {
    // Storage may be switched off; the system's preference then decides.
  }
  var dark =
    chosen === 'dark' || (chosen === 'auto' && window.matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
})();
