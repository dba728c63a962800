import { existsSync, rmSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { defineConfig } from '@playwright/test';
import { packagedLauncher, READY, settings } from './packaged-launcher.ts';

// Read anew in each worker, so that what is chosen once travels in the environment.
process.env['E2E_PORT'] ??= String(20_000 + Math.floor(Math.random() * 20_000));
const baseURL = process.env['E2E_URL'] ?? `http://localhost:${process.env['E2E_PORT']}`;

export default defineConfig({
  testDir: 'tests',
  outputDir: 'test-results',
  // People wait more than they compute; more than two at once would be slowed down by each other.
  workers: 2,
  forbidOnly: process.env['CI'] !== undefined,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['junit', { outputFile: '../target/failsafe-reports/TEST-e2e.xml' }]],
  use: {
    baseURL,
    testIdAttribute: 'data-testid',
    screenshot: 'only-on-failure',
    // Recording takes a third of each test's time. Whoever wants to see why one failed has it run with `--trace on`.
    trace: process.env['CI'] === undefined ? 'off' : 'retain-on-failure',
    viewport: { width: 1280, height: 800 },
    launchOptions: {
      executablePath: chromium(),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  ...(process.env['E2E_URL'] === undefined ? { webServer: launcher() } : {}),
});

/** The packaged launcher on an empty folder; an `E2E_URL` names one that runs already, an `E2E_JAR` another jar. */
function launcher() {
  if (process.env['E2E_DATA'] === undefined) {
    process.env['E2E_DATA'] = resolve('../target/e2e-data');
    rmSync(process.env['E2E_DATA'], { recursive: true, force: true });
  }
  return {
    command: packagedLauncher()
      .map((word) => `"${word}"`)
      .join(' '),
    url: baseURL + READY,
    timeout: 300_000,
    stdout: 'pipe' as const,
    gracefulShutdown: { signal: 'SIGTERM' as const, timeout: 20_000 },
    env: settings(process.env['E2E_PORT'] ?? '', process.env['E2E_DATA']),
  };
}

function chromium(): string {
  const named = process.env['CHROMIUM'];
  const candidates = named === undefined ? ['chromium', 'chromium-browser', 'google-chrome'] : [named];
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const found = candidates
    .flatMap((name) => [name, ...folders.map((folder) => join(folder, name))])
    .find((path) => path.includes('/') && existsSync(path));
  if (found === undefined) {
    throw new Error(
      'The browser tests need Chromium and find none. Install it (apt-get install chromium), ' +
        'name it in the variable CHROMIUM, or leave these tests out with -DskipE2e.',
    );
  }
  return found;
}
