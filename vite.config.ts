import { resolve } from 'node:path';
import { crx } from '@crxjs/vite-plugin';
import preact from '@preact/preset-vite';
import { defineConfig } from 'vite';
import { makeManifest } from './vite/manifest.ts';
import { pageScripts } from './vite/page_scripts.ts';
import { tinyPack } from './vite/tiny_pack.ts';

const root = import.meta.dirname;

/** Where the builds other than the one people install go. */
const OUT: Readonly<Record<string, string>> = { test: 'build/test', debugger: 'build/debugger' };

/**
 * Builds of one extension: `vite build` → `dist/`, which people install and which asks for host access at
 * run time; `vite build --mode test` → `build/test/`, for `npm start` and the tests, with host access granted;
 * `vite build --mode debugger` → `build/debugger/`, which acts by real input through the browser's debugger.
 */
export default defineConfig(({ mode }) => ({
  root: resolve(root, 'src'),
  publicDir: resolve(root, 'public'),
  base: './',
  plugins: [
    preact(),
    // It follows the manifest to the service worker and the panel; nothing of it may reach web pages.
    crx({ manifest: makeManifest(root, mode === 'test', mode === 'debugger') }),
    pageScripts({ root }),
    tinyPack({ root }),
  ],
  resolve: {
    // Three ORT builds would otherwise ship; all of ours and transformers.js run on the JSPI one.
    alias: [{ find: /^onnxruntime-web(\/webgpu)?$/, replacement: 'onnxruntime-web/jspi' }],
  },
  worker: { format: 'es' },
  build: {
    outDir: resolve(root, OUT[mode] ?? 'dist'),
    emptyOutDir: true,
    target: 'chrome137',
    modulePreload: false,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 4096,
    rollupOptions: {
      checks: { pluginTimings: false },
      // The one page the manifest does not name.
      input: { offscreen: resolve(root, 'src/offscreen/index.html') },
    },
  },
}));
