import { join } from 'node:path';
import { build, type Plugin } from 'vite';

/**
 * Builds `src/content/main.ts` on its own into one classic script, `content.js`: what `scripting.executeScript`
 * injects cannot be a module and cannot share chunks with the extension's pages. Not by @crxjs/vite-plugin's
 * `?script&iife`: that lists the script in `web_accessible_resources`, by which any site could tell that the
 * extension is there.
 */
export function contentScript({ root }: { root: string }): Plugin {
  let outDir = '';
  return {
    name: 'sidefara-content-script',
    apply: 'build',
    configResolved(config) {
      outDir = config.build.outDir;
    },
    async closeBundle() {
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
            entry: join(root, 'src/content/main.ts'),
            formats: ['iife'],
            name: 'sidefara',
            fileName: () => 'content.js',
          },
        },
      });
    },
  };
}
