import { z } from 'zod';
import type { HubAddress } from '../../protocol/hub.ts';
import { WeightsError } from '../errors.ts';
import { isPlainFileName } from '../source.ts';
import { get, type Patience, persist } from './transfer.ts';
import type { FileHash } from './whole_file.ts';

/** bytes of an answer about a repository */
const LARGEST_ANSWER = 2 ** 24;
/** files of a repository */
const MOST_FILES = 10_000;
/** A thousand entries is what Hugging Face puts on one. */
const MOST_PAGES = 1000;

const Model = z.object({ sha: z.string().regex(/^[0-9a-f]{40}$/) });
const size = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const Listing = z.array(
  z.object({
    type: z.string(),
    path: z.string(),
    oid: z.string().regex(/^[0-9a-f]{40}$/),
    size,
    lfs: z.object({ oid: z.string().regex(/^[0-9a-f]{64}$/), size }).optional(),
  }),
);

/** What a repository holds at one commit. */
export interface HubListing {
  commit: string;
  files: Map<string, { size: number; hash: FileHash }>;
}

/** Asks for the commit of a revision and for its files, page by page. @throws as `hubFolder` */
export async function hubListing(
  { base, repo, revision }: HubAddress,
  patience: Patience,
  signal?: AbortSignal,
): Promise<HubListing> {
  const api = `${base}/api/models/${repo}`;
  const ask = async <T>(url: string, schema: z.ZodType<T>): Promise<{ value: T; next: string | null }> => {
    const { text, link } = await persist(
      repo,
      async (trySignal, onBytes) => {
        const response = await get(repo, url, trySignal);
        return { link: response.headers.get('Link'), text: await readAnswer(repo, response, onBytes) };
      },
      patience,
      signal,
    );
    return { value: parseAnswer(repo, text, schema), next: nextPage(link) };
  };
  const { value: model } = await ask(`${api}/revision/${revision}`, Model);
  const files: HubListing['files'] = new Map();
  let query: string | null = '';
  for (let page = 0; query !== null; page++) {
    if (page === MOST_PAGES) throw badAnswer(repo, `more than ${MOST_PAGES} pages of files`);
    const url: string = `${api}/tree/${model.sha}${query}`;
    const { value, next }: { value: z.infer<typeof Listing>; next: string | null } = await ask(url, Listing);
    for (const { type, path, oid, size, lfs } of value) {
      if (type !== 'file') continue;
      const hash: FileHash = lfs ? { kind: 'sha256', hex: lfs.oid } : { kind: 'git', hex: oid };
      files.set(path, { size: lfs?.size ?? size, hash });
    }
    if (files.size > MOST_FILES) throw badAnswer(repo, `more than ${MOST_FILES} files`);
    query = next;
  }
  for (const path of files.keys()) if (!isPlainFileName(path)) files.delete(path);
  return { commit: model.sha, files };
}

/**
 * The query of the next page, from a header such as `<https://…/tree/main?cursor=abc>; rel="next"`. Nothing else of
 * that address is used: pages come from the server that the person has named, a mirror too.
 */
function nextPage(link: string | null): string | null {
  const [, address] = /<([^<>]+)>\s*;\s*rel="next"/.exec(link ?? '') ?? [];
  return (address && URL.parse(address)?.search) || null;
}

async function readAnswer(
  repo: string,
  response: Response,
  onBytes: (bytes: number) => void,
): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  const reader = response.body?.getReader();
  for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) {
    text += decoder.decode(next.value, { stream: true });
    onBytes(next.value.length);
    if (text.length <= LARGEST_ANSWER) continue;
    await reader?.cancel();
    throw badAnswer(repo, `more than ${LARGEST_ANSWER} bytes`);
  }
  return text + decoder.decode();
}

function parseAnswer<T>(repo: string, text: string, schema: z.ZodType<T>): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw badAnswer(repo, `${text.slice(0, 80)}`);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw badAnswer(repo, z.prettifyError(parsed.error).slice(0, 300));
}

function badAnswer(repo: string, found: string): WeightsError {
  return new WeightsError('bad-answer', 'the server does not describe the repository as Hugging Face does', {
    file: repo,
    expected: 'a commit and a list of files with sizes and hashes',
    found,
    next: 'Look whether the server address is one of Hugging Face or of a mirror of it',
  });
}
