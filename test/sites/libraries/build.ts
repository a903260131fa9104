import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { compile } from 'svelte/compiler';
import { build, type Plugin } from 'vite';

const HERE = import.meta.dirname;
const OUT = join(HERE, '../../../node_modules/.cache/sidefara/libraries');
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
};

/** A file of the built sites. */
export interface SiteFile {
  contentType: string;
  body: string;
}

/** Builds every `pages/*.js(x)` here into a page of its own; the files by path, such as `/react.html`. */
export async function buildLibrarySites(): Promise<ReadonlyMap<string, SiteFile>> {
  const entries = await libraryEntries();
  await build({
    configFile: false,
    root: HERE,
    logLevel: 'error',
    plugins: [svelte()],
    resolve: { alias: [{ find: /^vue$/, replacement: 'vue/dist/vue.esm-bundler.js' }] },
    // Also where the tests run, whose own mode would ask for React's development build.
    oxc: { jsx: { development: false } },
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      outDir: OUT,
      emptyOutDir: true,
      target: 'chrome137',
      modulePreload: false,
      chunkSizeWarningLimit: 8192,
      rollupOptions: {
        input: entries,
        checks: { pluginTimings: false },
        output: {
          entryFileNames: '[name].js',
          chunkFileNames: 'chunk-[hash].js',
          assetFileNames: '[name][extname]',
        },
      },
    },
  });
  const files = new Map<string, SiteFile>();
  for (const name of await readdir(OUT)) {
    const contentType = TYPES[extname(name)];
    if (contentType) files.set(`/${name}`, { contentType, body: await readFile(join(OUT, name), 'utf8') });
  }
  for (const name of Object.keys(entries)) {
    files.set(`/${name}.html`, { contentType: 'text/html; charset=utf-8', body: pageOf(name, files) });
  }
  return files;
}

async function libraryEntries(): Promise<Record<string, string>> {
  const names = (await readdir(join(HERE, 'pages'))).filter((name) => /\.jsx?$/.test(name));
  return Object.fromEntries(names.map((name) => [name.replace(/\.jsx?$/, ''), join(HERE, 'pages', name)]));
}

function pageOf(name: string, files: ReadonlyMap<string, SiteFile>): string {
  const style = files.has(`/${name}.css`) ? `<link rel=stylesheet href="/${name}.css">` : '';
  return `<!doctype html><html lang=en><meta charset=utf-8><title>${name}</title>${style}
<body style="margin:16px;font:16px/1.5 sans-serif"><div id=app></div><script type=module src="/${name}.js"></script>`;
}

/** Svelte's own compiler is all that these pages need of its tooling. */
function svelte(): Plugin {
  return {
    name: 'svelte-sources',
    transform: {
      filter: { id: /\.svelte$/ },
      handler(code, filename) {
        return { code: compile(code, { filename, generate: 'client', css: 'injected' }).js.code, map: null };
      },
    },
  };
}
