import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

const JAR = resolve(import.meta.dirname, '../../launcher/target/countersign.jar');

/** How the packaged launcher is started. Needs a JDK 25 in JAVA_HOME, which Maven gives it. */
export function packagedLauncher(): [java: string, ...args: string[]] {
  const jar = process.env['E2E_JAR'] ?? JAR;
  if (!existsSync(jar)) {
    throw new Error(`${jar} is missing: build it first (./mvnw -DskipTests package).`);
  }
  const home = process.env['JAVA_HOME'];
  return [home === undefined ? 'java' : join(home, 'bin', 'java'), '-jar', jar];
}

/** What it is told: a port, a folder, no demo invoices, and to take decisions as fast as tests make them. */
export function settings(port: string, dataFolder: string): Record<string, string> {
  return {
    SERVER_PORT: port,
    COUNTERSIGN_DATA_DIR: dataFolder,
    COUNTERSIGN_DEMO_DATA: 'false',
    COUNTERSIGN_RATE_LIMIT: '0',
  };
}

export const READY = '/actuator/health/readiness';
