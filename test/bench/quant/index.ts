import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { Engine } from '../../../src/engine/engine.ts';
import { nodeRuntime } from '../../../src/engine/ort/node.ts';
import { fileFolder } from '../../../src/weights/node/file_folder.ts';
import { type Contestant, contest, lineOf } from './contest.ts';
import { RECIPES } from './recipes.ts';
import { roundedPack } from './rounded.ts';

/** Asks the same questions of the same model rounded by every recipe; the first one, f32, is the reference. */
export async function benchQuant(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      pack: { type: 'string' },
      pages: { type: 'string', default: '160' },
      json: { type: 'string' },
    },
  });
  const pages = Number(values.pages);
  if (values.pack === undefined || !Number.isInteger(pages) || pages < 2) {
    process.stderr.write('--pack must name an f32 pack, --pages be a whole number above 1.\n');
    return 2;
  }
  const contestants: (Contestant & { bytes: number })[] = [];
  try {
    for (const recipe of RECIPES) {
      const { folder, bytes } = await roundedPack(fileFolder(values.pack), recipe);
      const engine = await Engine.load(folder, nodeRuntime(), { backend: 'cpu' });
      contestants.push({ name: recipe.name, bytes, engine });
    }
    const outcomes = await contest(contestants, pages);
    const table = outcomes.map(({ name, ...outcome }, i) => ({
      recipe: name,
      bytes: contestants[i]?.bytes ?? 0,
      ...outcome,
    }));
    for (const row of table)
      process.stdout.write(
        `${row.recipe.padEnd(14)}${(row.bytes / 1e6).toFixed(1).padStart(6)} MB  ${lineOf({ name: row.recipe, ...row })}\n`,
      );
    process.stdout.write(`over ${table[0]?.positions} positions of ${pages} pages\n`);
    if (values.json) await writeFile(values.json, `${JSON.stringify(table, null, 1)}\n`);
    return 0;
  } finally {
    for (const { engine } of contestants) await engine.dispose();
  }
}
