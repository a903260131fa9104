import { WeightsError } from './errors.ts';
import { type FolderSink, type FolderSource, readJsonObject, readText } from './source.ts';

/** bytes; Fara-7B's tokenizer.json has 11 million */
const SIDE_FILE_LIMIT = 64 * 2 ** 20;

/**
 * Copies the tokenizer's files beside pack.json: tokenizer.json, tokenizer_config.json and chat_template.jinja,
 * the last also from chat_template.json where a folder has that form.
 * @returns the names written
 */
export async function copySideFiles(folder: FolderSource, sink: FolderSink): Promise<string[]> {
  const written: string[] = [];
  const write = async (file: string, text: string) => {
    const out = await sink.create(file);
    await out.write(new TextEncoder().encode(text));
    await out.close();
    written.push(file);
  };
  for (const file of ['tokenizer.json', 'tokenizer_config.json', 'chat_template.jinja']) {
    if (await folder.has(file)) await write(file, await readText(folder, file, SIDE_FILE_LIMIT));
  }
  if (!written.includes('chat_template.jinja') && (await folder.has('chat_template.json'))) {
    const { chat_template: template } = await readJsonObject(folder, 'chat_template.json');
    if (typeof template !== 'string') {
      throw new WeightsError('bad-header', 'no chat_template in it', { file: 'chat_template.json' });
    }
    await write('chat_template.jinja', template);
  }
  return written;
}

/** A JSON side file as it is, or null where the folder has none. */
export async function optionalJson(
  folder: FolderSource,
  file: string,
): Promise<Record<string, unknown> | null> {
  return (await folder.has(file)) ? readJsonObject(folder, file) : null;
}
