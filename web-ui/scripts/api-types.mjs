// Writes src/api/schema.d.ts from the server's frozen OpenAPI description, so that a renamed field fails the build.
import { existsSync, writeFileSync } from 'node:fs';
import openapiTS, { astToString } from 'openapi-typescript';

const frozen = new URL('../openapi.json', import.meta.url);
const types = new URL('../src/api/schema.d.ts', import.meta.url);

if (existsSync(frozen)) {
  writeFileSync(types, astToString(await openapiTS(frozen)));
}
