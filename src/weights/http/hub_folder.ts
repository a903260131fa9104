import { z } from 'zod';
import type { HubAddress } from '../../protocol/hub.ts';
import { WeightsError } from '../errors.ts';
import { type FolderSource, isPlainFileName } from '../source.ts';
import { remoteSource } from './remote_source.ts';
import { get, PATIENCE, type Patience, persist } from './transfer.ts';
import { type FileHash, wholeFile } from './whole_file.ts';

/** bytes up to which a file is fetched whole, and its hash checked before a byte of it is used */
const WHOLE = 64 * 2 ** 20;
/** bytes of an answer about a repository */
const LARGEST_ANSWER = 2 ** 24;

const Model = z.object({ sha: z.string().regex(/^[0-9a-f]{40}$/) });
const size = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const Listing = z
  .array(
    z.object({
      type: z.string(),
      path: z.string(),
      oid: z.string().regex(/^[0-9a-f]{40}$/),
      size,
      lfs: z.object({ oid: z.string().regex(/^[0-9a-f]{64}$/), size }).optional(),
    }),
  )
  .max(10_000);

export interface HubOptions {
  patience?: Patience;
  signal?: AbortSignal;
  /** bytes; smaller only in tests */
  wholeLimit?: number;
}

/** A repository, pinned to a commit. */
export interface HubFolder extends FolderSource {
  hub: HubAddress;
  /** bytes of all its files */
  bytes: number;
}

/**
 * A repository of Hugging Face as a folder that is read over the network, part by part: nothing of it is stored.
 * Its revision is pinned to the commit it stands for now, so a later change there cannot mix two versions.
 * @throws WeightsError `not-found`, `no-access`, `bad-answer`, `network`; the signal's reason
 */
export async function hubFolder(
  address: HubAddress,
  { patience = PATIENCE, signal, wholeLimit = WHOLE }: HubOptions = {},
): Promise<HubFolder> {
  const { base, repo, revision } = address;
  const api = `${base}/api/models/${repo}`;
  const ask = async <T>(url: string, schema: z.ZodType<T>): Promise<T> => {
    const text = await persist(
      repo,
      async (trySignal, onBytes) => readAnswer(repo, await get(repo, url, trySignal), onBytes),
      patience,
      signal,
    );
    return parseAnswer(repo, text, schema);
  };
  const { sha } = await ask(`${api}/revision/${revision}`, Model);
  const listing = await ask(`${api}/tree/${sha}`, Listing);
  const files = new Map(
    listing
      .filter(({ type, path }) => type === 'file' && isPlainFileName(path))
      .map((entry): [string, { size: number; hash: FileHash }] => {
        const hash: FileHash = entry.lfs
          ? { kind: 'sha256', hex: entry.lfs.oid }
          : { kind: 'git', hex: entry.oid };
        return [entry.path, { size: entry.lfs?.size ?? entry.size, hash }];
      }),
  );
  return {
    name: repo.split('/').at(-1) ?? repo,
    hub: { ...address, revision: sha },
    bytes: [...files.values()].reduce((sum, file) => sum + file.size, 0),
    has: async (file) => files.has(file),
    list: async () => [...files.keys()].sort(),
    async open(name) {
      const found = files.get(name);
      if (!found) throw new WeightsError('not-found', `${repo} has no such file`, { file: name });
      const file = { name, url: `${base}/${repo}/resolve/${sha}/${name}`, size: found.size };
      return found.size <= wholeLimit
        ? wholeFile(file, found.hash, patience, signal)
        : remoteSource(file, found.hash, patience, signal);
    },
  };
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
