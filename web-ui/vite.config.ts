import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// Everything that the server answers itself; the rest is the application's own routes.
const served = ['/actuator', '/api', '/oauth2', '/.well-known', '/login', '/logout', '/connect', '/userinfo'];
const server = process.env['COUNTERSIGN_SERVER'] ?? 'http://localhost:8080';

/** What PDFs may need besides themselves, under the fixed names that the PDF library asks for. */
const pdfResources = (): Plugin => ({
  name: 'pdf-resources',
  apply: 'build',
  generateBundle() {
    for (const folder of ['standard_fonts', 'cmaps', 'wasm', 'iccs']) {
      const from = at(`./node_modules/pdfjs-dist/${folder}/`);
      for (const file of readdirSync(from)) {
        this.emitFile({
          type: 'asset',
          fileName: `pdf/${folder}/${file}`,
          source: readFileSync(from + file),
        });
      }
    }
  },
});

export default defineConfig({
  plugins: [react(), pdfResources()],
  resolve: { alias: { '@': at('./src') } },
  build: {
    // On Maven's class path, so that the launcher serves it as static content.
    outDir: 'target/classes/static',
    emptyOutDir: true,
    // Inlined data: URLs would force a wider Content-Security-Policy.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 800,
  },
  server: {
    port: 5173,
    // The runbook is built in from where it is written.
    fs: { allow: [at('.'), at('../docs')] },
    proxy: {
      ...Object.fromEntries(served.map((path) => [path, server])),
      '/ws': { target: server, ws: true },
    },
  },
  test: {
    environment: 'node',
    include: ['src/**/*.test.{ts,tsx}'],
    setupFiles: './src/work/testing-locks.ts',
    maxWorkers: 2,
    // Only against hanging: on a busy machine a page takes many times what it should.
    testTimeout: 30_000,
  },
});
