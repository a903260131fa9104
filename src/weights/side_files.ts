import { WeightsError } from './errors.ts';
import { type FolderSink, type FolderSource, parseJsonObject, readJsonObject, readText } from './source.ts';

/** bytes; Fara-7B's tokenizer.json has 11 million */
const SIDE_FILE_LIMIT = 64 * 2 ** 20;

/** The tokenizer's files that a pack has beside pack.json. */
export const SIDE_FILES = ['tokenizer.json', 'tokenizer_config.json', 'chat_template.jinja'] as const;

/**
 * Those a folder has, by name; the template also from chat_template.json where a folder has that form.
 * @throws WeightsError `bad-header` where one is not what its name says
 */
export async function readSideFiles(folder: FolderSource): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const file of SIDE_FILES) {
    if (!(await folder.has(file))) continue;
    const text = await readText(folder, file, SIDE_FILE_LIMIT);
    // Cut off, it would be found out only when the model is loaded.
    if (file.endsWith('.json')) parseJsonObject(file, text);
    found.set(file, text);
  }
  if (!found.has('chat_template.jinja') && (await folder.has('chat_template.json'))) {
    const { chat_template: template } = await readJsonObject(folder, 'chat_template.json');
    if (typeof template !== 'string') {
      throw new WeightsError('bad-header', 'no chat_template in it', { file: 'chat_template.json' });
    }
    found.set('chat_template.jinja', template);
  }
  return found;
}

/** @returns the names written */
export async function writeSideFiles(
  files: ReadonlyMap<string, string>,
  sink: FolderSink,
): Promise<string[]> {
  for (const [file, text] of files) {
    const out = await sink.create(file);
    await out.write(new TextEncoder().encode(text));
    await out.close();
  }
  return [...files.keys()];
}

/** A JSON side file as it is, or null where the folder has none. */
export async function optionalJson(
  folder: FolderSource,
  file: string,
): Promise<Record<string, unknown> | null> {
  return (await folder.has(file)) ? readJsonObject(folder, file) : null;
}
