import { join } from 'node:path';
import { build, type Plugin } from 'vite';

/** What runs in pages: file of the build ← entry below `src`. */
const SCRIPTS: Readonly<Record<string, string>> = {
  'content.js': 'content/main.ts',
  'guard.js': 'background/guard/early.ts',
};

/**
 * Builds each script that runs in pages on its own into one classic script: what `scripting` injects cannot be a
 * module and cannot share chunks with the extension's pages. Not by @crxjs/vite-plugin's `?script&iife`: that lists
 * the script in `web_accessible_resources`, by which any site could tell that the extension is there.
 */
export function pageScripts({ root }: { root: string }): Plugin {
  let outDir = '';
  return {
    name: 'sidefara-page-scripts',
    apply: 'build',
    configResolved(config) {
      outDir = config.build.outDir;
    },
    async closeBundle() {
      for (const [file, entry] of Object.entries(SCRIPTS)) {
        await build({
          configFile: false,
          root: join(root, 'src'),
          publicDir: false,
          logLevel: 'warn',
          build: {
            outDir,
            emptyOutDir: false,
            target: 'chrome137',
            lib: {
              entry: join(root, 'src', entry),
              formats: ['iife'],
              name: 'sidefara',
              fileName: () => file,
            },
          },
        });
      }
    },
  };
}
