import { basename, join } from 'node:path';
import { build } from 'vite';

const root = join(import.meta.dirname, '..', '..', '..');

/**
 * Builds the engine page, with the very worker the extension ships, or another page (a folder with `index.html`)
 * that imports the engine; returns the folder to serve.
 * @param name of that folder, one a page
 */
export async function buildEnginePage(
  source = join(import.meta.dirname, 'engine-page'),
  name = basename(source),
): Promise<string> {
  const outDir = join(root, 'node_modules', '.cache', 'sidefara', name);
  await build({
    configFile: false,
    root: source,
    base: './',
    logLevel: 'error',
    // The same build of ONNX Runtime for the engine and for transformers.js, as in the extension.
    resolve: { alias: [{ find: /^onnxruntime-web(\/webgpu)?$/, replacement: 'onnxruntime-web/jspi' }] },
    worker: { format: 'es' },
    build: { outDir, emptyOutDir: true, target: 'chrome137', chunkSizeWarningLimit: 4096 },
  });
  return outDir;
}
