import { locks } from 'node:worker_threads';

// The page that tests run in has none of its own; every browser has.
if (typeof navigator.locks === 'undefined') {
  Object.defineProperty(navigator, 'locks', { value: locks, configurable: true });
}
