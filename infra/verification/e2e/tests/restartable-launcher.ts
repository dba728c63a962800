import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { packagedLauncher, READY, settings } from '../packaged-launcher.ts';

/** Only against hanging: on a busy machine a start takes many times what it should. */
export const READY_WITHIN_MS = 150_000;

/** A service of its own for one test file, which a test kills and starts again: same port, same data. */
export class RestartableLauncher {
  private process: ChildProcess | null = null;

  private constructor(
    private readonly port: number,
    /** Its data, and the address of its database. */
    readonly folder: string,
  ) {}

  /** Where browsers find it: `http://localhost:12345`. */
  get address(): string {
    return `http://localhost:${this.port}`;
  }

  /** A new one on an empty folder, once it can take work. */
  static async start(): Promise<RestartableLauncher> {
    const port = await freePort();
    const folder = resolve(import.meta.dirname, `../../target/e2e-restarts/${port}`);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(dirname(folder), { recursive: true });
    const launcher = new RestartableLauncher(port, folder);
    try {
      await launcher.startsAgain();
    } catch (error) {
      await launcher.stops();
      throw error;
    }
    return launcher;
  }

  /** `kill -9`: it says good-bye to nobody. Its PostgreSQL lives on as an orphan, as after a real crash. */
  async isKilled(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** Starts it on what it left behind and waits until it can take work. */
  async startsAgain(): Promise<void> {
    const [java, ...args] = packagedLauncher();
    const started = spawn(java, args, {
      env: { ...process.env, ...settings(String(this.port), this.folder) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const log = createWriteStream(`${this.folder}.output.txt`, { flags: 'a' });
    started.stdout.pipe(log, { end: false });
    started.stderr.pipe(log, { end: false });
    this.process = started;
    const deadline = Date.now() + READY_WITHIN_MS;
    while (!(await this.isReady())) {
      if (started.exitCode !== null || Date.now() > deadline) {
        throw new Error(`The launcher does not start; see ${this.folder}.output.txt`);
      }
      await new Promise((later) => setTimeout(later, 100));
    }
  }

  /** Leaves nothing running and nothing behind, however the test went. */
  async stops(): Promise<void> {
    await this.end('SIGTERM');
    const pidFile = join(this.folder, 'postgres/postmaster.pid');
    if (existsSync(pidFile)) {
      process.kill(Number(readFileSync(pidFile, 'utf8').split('\n')[0]), 'SIGQUIT');
    }
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }

  private async isReady(): Promise<boolean> {
    try {
      return (await fetch(this.address + READY, { signal: AbortSignal.timeout(5_000) })).ok;
    } catch {
      return false;
    }
  }

  private async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const ending = this.process;
    this.process = null;
    if (ending !== null && ending.exitCode === null && ending.signalCode === null) {
      const exit = once(ending, 'exit');
      ending.kill(signal);
      await exit;
    }
  }
}

/** A fixture: one of these for all tests of a file, which stops with them. */
export const ownLauncher: [
  (scene: object, use: (launcher: RestartableLauncher) => Promise<void>) => Promise<void>,
  { scope: 'worker'; timeout: number },
] = [
  // Playwright reads from the braces that it needs no other fixture.
  async ({}, use) => {
    const launcher = await RestartableLauncher.start();
    await use(launcher);
    await launcher.stops();
  },
  { scope: 'worker', timeout: READY_WITHIN_MS + 30_000 },
];

async function freePort(): Promise<number> {
  const server = createServer().listen(0);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
