import { createTokenizer, type Tokenizer } from '../../fara/tokenizer.ts';
import type { OpenPack } from '../../weights/pack/read.ts';
import { readJsonObject, readText } from '../../weights/source.ts';

/** The pack's tokenizer; undefined for a pack without one (random checkpoints of the tests). */
export async function loadTokenizer({ pack, folder }: OpenPack): Promise<Tokenizer | undefined> {
  const holds = (file: string) => pack.files.includes(file);
  if (!holds('tokenizer.json') || !holds('tokenizer_config.json')) return undefined;
  return createTokenizer({
    tokenizer: await readJsonObject(folder, 'tokenizer.json'),
    config: await readJsonObject(folder, 'tokenizer_config.json'),
    chatTemplate: holds('chat_template.jinja') ? await readText(folder, 'chat_template.jinja') : undefined,
  });
}
