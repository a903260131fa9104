import { z } from 'zod';
import { HubAddress } from '../../protocol/hub.ts';
import { Pack, PackTensor } from '../../protocol/pack.ts';
import { WeightsError } from '../errors.ts';
import type { ShardsSoFar } from '../pack/write.ts';
import {
  type FileSink,
  type FolderSource,
  JOURNAL,
  type ResumableSink,
  readText,
  type WrittenFile,
} from '../source.ts';

/** What is imported and how; an import goes on only from one whose header is the same in every field but `hub`. */
export const JournalHeader = z.object({
  format: z.literal('sidefara-import'),
  version: z.literal(1),
  source: z.object({
    name: z.string(),
    /** see `sourceIdentity` */
    identity: z.string(),
    /** of the tensors that are read */
    bytes: z.number(),
    /** Where a download is gone on from; the same files may come from another server. */
    hub: HubAddress.optional(),
  }),
  quant: Pack.shape.quant,
  name: z.string(),
  profile: Pack.shape.profile,
  shardLimit: z.number(),
});
export type JournalHeader = z.infer<typeof JournalHeader>;

const Hashed = z.object({ file: z.string(), bytes: z.number().int().min(0), sha256: z.string() });

/** A finished tensor. */
const JournalEntry = z.object({
  name: z.string(),
  tensor: PackTensor,
  /** bytes of source it was made of */
  sourceBytes: z.number(),
  /** shards closed since the entry before, and where the open one stands after this tensor */
  closed: z.array(Hashed),
  open: Hashed,
});
export type JournalEntry = z.infer<typeof JournalEntry>;

export interface Journal {
  header: JournalHeader;
  entries: JournalEntry[];
}

/** The journal of a half-written folder, up to the first line that was not written whole; null where there is none. */
export async function readJournal(folder: FolderSource): Promise<Journal | null> {
  if (!(await folder.has(JOURNAL))) return null;
  // The line in which an interruption fell has no end.
  const [first = '', ...lines] = (await readText(folder, JOURNAL)).split('\n').slice(0, -1);
  const header = JournalHeader.safeParse(parse(first));
  if (!header.success) return null;
  const entries: JournalEntry[] = [];
  for (const line of lines) {
    const entry = JournalEntry.safeParse(parse(line));
    if (!entry.success) break;
    entries.push(entry.data);
  }
  return { header: header.data, entries };
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

/** Begins a journal with what is finished already. */
export async function writeJournal(sink: ResumableSink, { header, entries }: Journal): Promise<FileSink> {
  const file = await sink.create(JOURNAL);
  await file.write(journalLines([header, ...entries]));
  return file;
}

/** For one `write`, so that a line is there whole or without its end. */
export function journalLines(lines: readonly (JournalHeader | JournalEntry)[]): Uint8Array {
  return new TextEncoder().encode(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
}

export interface TakenUp {
  entries: JournalEntry[];
  shards: ShardsSoFar;
  /** The open shard. */
  file: FileSink;
}

/**
 * The finished tensors of an earlier go, as far as the bytes on disk agree with its journal: a power cut can lose
 * what was written last. Null where there is nothing to go on from.
 * @throws WeightsError `already-there` when what lies there belongs to another import
 */
export async function takeUp(
  sink: ResumableSink,
  header: JournalHeader,
  signal?: AbortSignal,
): Promise<TakenUp | null> {
  const journal = sink.left && (await readJournal(sink.left));
  if (!sink.left || !journal) return null;
  if (!isSameImport(journal.header, header)) throw anotherImport(journal.header, header);
  let { entries } = journal;
  while (entries.length > 0) {
    const file = entries.at(-1)?.open.file ?? '';
    const first = entries.findIndex((entry) => entry.open.file === file);
    const closed = entries.slice(0, first + 1).flatMap((entry) => entry.closed);
    const marks = entries.slice(first).map((entry) => entry.open);
    const reopened = (await areThere(sink.left, closed)) && (await sink.reopen(file, marks, signal));
    const open = reopened ? marks[reopened.mark] : undefined;
    if (reopened && open) {
      const kept = entries.slice(0, first + reopened.mark + 1);
      return { entries: kept, shards: { closed, open }, file: reopened.sink };
    }
    entries = entries.slice(0, first);
  }
  return null;
}

export function isSameImport(a: JournalHeader, b: JournalHeader): boolean {
  const print = (header: JournalHeader) =>
    JSON.stringify({ ...JournalHeader.parse(header), source: { ...header.source, hub: undefined } });
  return print(a) === print(b);
}

/** Closed shards were flushed to the disk, so their sizes tell; `verify` hashes them. */
async function areThere(
  folder: FolderSource,
  files: readonly (WrittenFile & { file: string })[],
): Promise<boolean> {
  for (const { file, bytes } of files) {
    const source = await folder.open(file).catch(() => null);
    await source?.close();
    if (source?.size !== bytes) return false;
  }
  return true;
}

function anotherImport(left: JournalHeader, asked: JournalHeader): WeightsError {
  const [expected, found] =
    left.source.identity === asked.source.identity
      ? [`${left.quant}, ${left.name}, ${left.profile}`, `${asked.quant}, ${asked.name}, ${asked.profile}`]
      : [`the files of ${left.source.name}`, 'other files or a changed one'];
  return new WeightsError('already-there', 'half of another import lies there', {
    expected,
    found,
    next: 'Give the same folder and recipe to go on with it, or discard it first',
  });
}
