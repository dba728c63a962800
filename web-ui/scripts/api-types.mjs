// Writes src/api/schema.d.ts from the server's frozen OpenAPI description, so that a renamed field fails the build.
import { writeFileSync } from 'node:fs';
import openapiTS, { astToString } from 'openapi-typescript';

const frozen = new URL('../openapi.json', import.meta.url);
const types = new URL('../src/api/schema.d.ts', import.meta.url);

writeFileSync(types, astToString(await openapiTS(frozen)));
