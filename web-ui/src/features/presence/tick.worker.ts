// Browsers slow the timers of hidden tabs down to one a minute, but not those of a worker: a tab in the background
// still has its invoice open.
const RENEW_MS = 5_000;

setInterval(() => postMessage(null), RENEW_MS);
