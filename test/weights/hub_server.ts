import { createHash } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export const COMMIT = 'c0ffee'.padEnd(40, '0');
export const REPO = 'someone/a-model';

/** One request for a file. */
export interface FileRequest {
  file: string;
  /** asked for; null: the whole file */
  range: { first: number; last: number } | null;
  /** how many files were asked for before */
  index: number;
}

/** Misbehaves with the answer and returns true, or returns false for an honest one. */
export type Fault = (request: FileRequest, response: ServerResponse, content: Uint8Array) => boolean;

export interface HubServer {
  base: string;
  requests: FileRequest[];
  fault: Fault;
  close(): Promise<unknown>;
}

const git = (content: Uint8Array) =>
  createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');
const sha256 = (content: Uint8Array) => createHash('sha256').update(content).digest('hex');

/**
 * Answers like Hugging Face for the one repository REPO; *.safetensors lie in LFS as they do there.
 * @param pageSize entries of a page of the listing
 */
export async function hubServer(
  files: Record<string, Uint8Array | string>,
  pageSize = 1000,
): Promise<HubServer> {
  const contents = new Map(
    Object.entries(files).map(([name, content]) => [name, new Uint8Array(Buffer.from(content))]),
  );
  const listing = [...contents].map(([path, content]) => ({
    type: 'file',
    path,
    oid: git(content),
    size: content.length,
    ...(path.endsWith('.safetensors') ? { lfs: { oid: sha256(content), size: content.length } } : {}),
  }));
  const answers: Record<string, unknown> = {
    [`/api/models/${REPO}/revision/main`]: { sha: COMMIT, gated: false },
    [`/api/models/${REPO}/revision/${COMMIT}`]: { sha: COMMIT, gated: false },
  };
  const tree = [...listing, { type: 'directory', path: 'figures', oid: COMMIT, size: 0 }];
  const page = (response: ServerResponse, cursor: number) => {
    const end = cursor + pageSize;
    // As a mirror passes it on: with the address of the original.
    const next = `https://huggingface.co/api/models/${REPO}/tree/${COMMIT}?limit=${pageSize}&cursor=${end}`;
    if (end < tree.length) response.setHeader('Link', `<${next}>; rel="next"`);
    return response.end(JSON.stringify(tree.slice(cursor, end)));
  };
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost');
    if (pathname === `/api/models/${REPO}/tree/${COMMIT}`)
      return page(response, Number(searchParams.get('cursor') ?? 0));
    const answer = answers[pathname];
    if (answer) return response.end(JSON.stringify(answer));
    if (pathname.startsWith('/api/models/gated/')) return response.writeHead(403).end();
    if (pathname.startsWith('/api/models/html/')) return response.end('<!doctype html>');
    const file = pathname.replace(`/${REPO}/resolve/${COMMIT}/`, '');
    const content = contents.get(file);
    if (!content) return response.writeHead(404).end();
    const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
    const range = first === undefined ? null : { first: Number(first), last: Number(last) };
    const asked = { file, range, index: hub.requests.length };
    hub.requests.push(asked);
    if (!hub.fault(asked, response, content)) honest(asked, response, content);
    return response;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const hub: HubServer = {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: [],
    fault: () => false,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
  return hub;
}

/** The headers of an honest answer, and its bytes. */
export function honest({ range }: FileRequest, response: ServerResponse, content: Uint8Array): void {
  const { first, last } = range ?? { first: 0, last: content.length - 1 };
  head({ first, last }, response, content.length);
  response.end(content.subarray(first, last + 1));
}

export function head(
  { first, last }: { first: number; last: number },
  response: ServerResponse,
  total: number,
): void {
  response.writeHead(206, {
    'Content-Range': `bytes ${first}-${last}/${total}`,
    'Content-Length': last - first + 1,
    ETag: '"one"',
  });
}
