import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const JAR =
  process.env['E2E_VERIFIER'] ??
  resolve(import.meta.dirname, '../../verifier/target/countersign-verifier.jar');

/** What an auditor runs at home; it shares no code with the service. */
export function verifies(...args: string[]): { status: number | null; said: string } {
  const { status, stdout, stderr } = spawnSync(java(), ['-jar', verifierJar(), ...args], {
    encoding: 'utf8',
  });
  return { status, said: stdout + stderr };
}

/** As the owner of the database of a launcher with this data folder, whom nothing stops. */
export function asDatabaseOwner(dataFolder: string, ...statements: string[]): void {
  const url = readFileSync(join(dataFolder, 'jdbc-url'), 'utf8').trim();
  // The verifier brings the driver.
  execFileSync(java(), ['-cp', verifierJar(), join(import.meta.dirname, 'RunSql.java'), url, ...statements]);
}

function verifierJar(): string {
  if (!existsSync(JAR)) {
    throw new Error(`${JAR} is missing: build it first (./mvnw -DskipTests package).`);
  }
  return JAR;
}

function java(): string {
  const home = process.env['JAVA_HOME'];
  return home === undefined ? 'java' : join(home, 'bin', 'java');
}
