import { z } from 'zod';
import { HubAddress } from '../../protocol/hub.ts';
import { Pack } from '../../protocol/pack.ts';
import { WeightsError } from '../errors.ts';
import { type FileSink, type FolderSource, JOURNAL, type ResumableSink, readText } from '../source.ts';

/** What is imported and how; an import goes on only from one whose header is the same in every field but `hub`. */
export const JournalHeader = z.object({
  format: z.literal('sidefara-import'),
  version: z.literal(3),
  source: z.object({
    name: z.string(),
    /** see `SourceIdentity` */
    identity: z.string(),
    prints: z.record(z.string(), z.string()),
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

const Sha256State = z
  .object({
    length: z.number().int().min(0),
    words: z.string().regex(/^[0-9a-f]{64}$/),
    pending: z.string().regex(/^([0-9a-f]{2})*$/),
  })
  .refine(({ length, pending }) => pending.length / 2 === length % 64);

/** A finished piece of a tensor. */
const JournalEntry = z.object({
  tensor: z.string(),
  /** which piece of it, from 0 */
  part: z.number().int().min(0),
  /** bytes of source it was made of */
  sourceBytes: z.number(),
  /** over the `chunkDigest`s of what was written */
  digest: z.string(),
  /** Σ (dequantised − source)² and Σ source² of each chunk, in order */
  sums: z.array(z.tuple([z.number(), z.number()])),
  /** Where the hash of its file stood when it was read, for files whose hash is published. */
  read: z.object({ file: z.string(), state: Sha256State }).optional(),
});
export type JournalEntry = z.infer<typeof JournalEntry>;

/** A file that has been read whole and has the published hash. */
const CheckedFile = z.object({ checked: z.string() });

/** A file that has been read whole and has another hash than the published model whose shape the folder has. */
const OtherFile = z.object({
  other: z.string(),
  sha256: z.string(),
  published: z.string(),
  /** of that model */
  repository: z.string(),
  /** The person has said that it is to be imported as it is. */
  accepted: z.boolean(),
});
export type OtherFile = z.infer<typeof OtherFile>;

export interface Journal {
  header: JournalHeader;
  entries: JournalEntry[];
  checked: string[];
  others: OtherFile[];
}

/** The journal of a half-written folder, up to the first line that was not written whole; null where there is none. */
export async function readJournal(folder: FolderSource): Promise<Journal | null> {
  if (!(await folder.has(JOURNAL))) return null;
  // The line in which an interruption fell has no end.
  const [first = '', ...lines] = (await readText(folder, JOURNAL)).split('\n').slice(0, -1);
  const header = JournalHeader.safeParse(parse(first));
  if (!header.success) return null;
  const journal: Journal = { header: header.data, entries: [], checked: [], others: [] };
  for (const line of lines) {
    const parsed = z.union([JournalEntry, CheckedFile, OtherFile]).safeParse(parse(line));
    if (!parsed.success) break;
    if ('checked' in parsed.data) journal.checked.push(parsed.data.checked);
    else if ('other' in parsed.data) journal.others.push(parsed.data);
    else journal.entries.push(parsed.data);
  }
  return journal;
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

/** Begins a journal with what is finished already. */
export async function writeJournal(
  sink: ResumableSink,
  { header, entries, checked, others }: Journal,
): Promise<FileSink> {
  const file = await sink.create(JOURNAL);
  await file.write(
    journalLines([header, ...entries, ...checked.map((name) => ({ checked: name })), ...others]),
  );
  return file;
}

/** For one `write`, so that a line is there whole or without its end. */
export function journalLines(
  lines: readonly (JournalHeader | JournalEntry | z.infer<typeof CheckedFile> | OtherFile)[],
): Uint8Array {
  return new TextEncoder().encode(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
}

/**
 * What an earlier go of this import has noted; null where there is nothing to go on from.
 * @throws WeightsError `already-there` when what lies there belongs to another import
 */
export async function takeUp(sink: ResumableSink, header: JournalHeader): Promise<Journal | null> {
  const journal = sink.left && (await readJournal(sink.left));
  if (!journal) return null;
  if (!isSameImport(journal, header)) throw anotherImport(journal.header, header);
  return journal;
}

/** Whether an import goes on from this journal: a file that was not the published one may have been fetched again. */
export function isSameImport({ header: left, others }: Journal, asked: JournalHeader): boolean {
  const isOpen = (file: string) => others.some(({ other, accepted }) => other === file && !accepted);
  const print = (header: JournalHeader) => {
    const { prints } = header.source;
    const compared = Object.entries(prints).map(([file, of]) => [file, isOpen(file) ? '' : of]);
    return JSON.stringify({
      ...JournalHeader.parse(header),
      source: { ...header.source, hub: undefined, prints: compared },
    });
  };
  return print(left) === print(asked);
}

function anotherImport(left: JournalHeader, asked: JournalHeader): WeightsError {
  const [expected, found] =
    JSON.stringify([left.source.identity, left.source.prints]) ===
    JSON.stringify([asked.source.identity, asked.source.prints])
      ? [`${left.quant}, ${left.name}, ${left.profile}`, `${asked.quant}, ${asked.name}, ${asked.profile}`]
      : [`the files of ${left.source.name}`, 'other files or a changed one'];
  return new WeightsError('already-there', 'half of another import lies there', {
    expected,
    found,
    next: 'Give the same folder and recipe to go on with it, or discard it first',
  });
}
