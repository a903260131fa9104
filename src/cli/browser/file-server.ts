import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

/** A localhost server of folders and of bytes in memory; what is PUT to it can be taken out. */
export interface FileServer {
  /** Ends without a slash. */
  origin: string;
  /** Serves the files of `folder` under `path`, which begins and ends with a slash. */
  mount(path: string, folder: string): void;
  /** Serves bytes once under a path that is returned. */
  offer(bytes: Uint8Array): string;
  /** What was PUT to a path, removed from the server. */
  take(path: string): Uint8Array;
  close(): Promise<void>;
}

/** Listens on a free port of 127.0.0.1, cross-origin isolated like the extension's pages. */
export async function startFileServer(): Promise<FileServer> {
  const folders = new Map<string, string>();
  const blobs = new Map<string, Uint8Array>();
  let next = 1;
  const server = createServer((request, response) => {
    response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
    response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
    response.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
    response.setHeader('Cache-Control', 'no-store');
    answer(request, response, folders, blobs).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    origin: `http://127.0.0.1:${address.port}`,
    mount: (path, folder) => void folders.set(path, folder),
    offer(bytes) {
      const path = `/bytes/${next++}`;
      blobs.set(path, bytes);
      return path;
    },
    take(path) {
      const bytes = blobs.get(path);
      if (!bytes) throw new Error(`nothing was sent to ${path}`);
      blobs.delete(path);
      return bytes;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  folders: ReadonlyMap<string, string>,
  blobs: Map<string, Uint8Array>,
): Promise<void> {
  const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname);
  if (request.method === 'PUT') {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(Buffer.from(part));
    blobs.set(path, new Uint8Array(Buffer.concat(parts)));
    response.writeHead(204).end();
    return;
  }
  const bytes = blobs.get(path);
  if (bytes) {
    response.writeHead(200, { 'Content-Type': 'application/octet-stream' }).end(bytes);
    return;
  }
  const file = fileUnder(path, folders);
  const found = file ? await stat(file).catch(() => undefined) : undefined;
  if (!file || !found?.isFile()) {
    response.writeHead(404).end(`${path} is not served here`);
    return;
  }
  const type = TYPES[extname(file)] ?? 'application/octet-stream';
  response.writeHead(200, { 'Content-Type': type, 'Content-Length': found.size });
  createReadStream(file).pipe(response);
}

/** The file a path names, if it stays inside the mounted folder; the longest mount wins. */
function fileUnder(path: string, folders: ReadonlyMap<string, string>): string | undefined {
  const mounts = [...folders].filter(([mount]) => path.startsWith(mount));
  const [mount, folder] = mounts.sort(([a], [b]) => b.length - a.length)[0] ?? [];
  if (mount === undefined || folder === undefined) return undefined;
  const file = normalize(join(folder, path.slice(mount.length) || 'index.html'));
  return file.startsWith(normalize(folder) + sep) ? file : undefined;
}
