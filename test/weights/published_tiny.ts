import { createHash } from 'node:crypto';
import { safetensors, TINY_CONFIG, tinyTensors } from './checkpoint_files.ts';

const FILES = ['model-00001-of-00002.safetensors', 'model-00002-of-00002.safetensors'] as const;
const TENSORS = Object.entries(tinyTensors());
/** The vision tower in the first file, as Fara-7B has it. */
const isFirst = (name: string) => name.startsWith('visual.');
const INDEX = {
  metadata: {},
  weight_map: Object.fromEntries(TENSORS.map(([name]) => [name, FILES[isFirst(name) ? 0 : 1]])),
};

/** The smallest checkpoint in two files, with the small files by which a published model is told. */
export function publishedTiny(): Record<string, Uint8Array | string> {
  const [first, second] = [true, false].map((want) =>
    safetensors(Object.fromEntries(TENSORS.filter(([name]) => isFirst(name) === want))),
  );
  return {
    'config.json': JSON.stringify(TINY_CONFIG),
    'model.safetensors.index.json': JSON.stringify(INDEX),
    'tokenizer.json': '{}',
    'tokenizer_config.json': '{}',
    'chat_template.jinja': 'x',
    [FILES[0]]: first ?? new Uint8Array(),
    [FILES[1]]: second ?? new Uint8Array(),
  };
}

/** What `models/…/upstream.json` would say of these files if they were published. */
export function upstreamOf(files: Record<string, Uint8Array | string>) {
  const entries = Object.entries(files).map(([file, content]) => {
    const bytes = Buffer.from(content);
    return { file, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
  });
  return {
    profile: 'fara-7b',
    repository: 'microsoft/Fara-7B',
    weights: entries.filter(({ file }) => file.endsWith('.safetensors')),
    sideFiles: entries.filter(({ file }) => !file.endsWith('.safetensors')),
  };
}

/** The same files with one bit of the last weight of these changed. */
export function trainedOn(
  files: Record<string, Uint8Array | string>,
  ...changed: string[]
): Record<string, Uint8Array | string> {
  const other = Object.entries(files).map(([name, content]) => {
    if (typeof content === 'string' || !changed.includes(name)) return [name, content];
    const bytes = content.slice();
    bytes[bytes.length - 4] = (bytes.at(-4) ?? 0) ^ 1;
    return [name, bytes];
  });
  return Object.fromEntries(other);
}
