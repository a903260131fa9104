import { cpSync, existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Plugin } from 'vite';

/**
 * Copies the embedded default model into the build as `fara-tiny/`. `SIDEFARA_PACK` names another pack folder
 * (such as a checkpoint in training). Throws when there is no `pack.json`.
 */
export function tinyPack({ root }: { root: string }): Plugin {
  let outDir = '';
  return {
    name: 'sidefara-tiny-pack',
    apply: 'build',
    configResolved(config) {
      outDir = config.build.outDir;
    },
    buildStart() {
      findPack(root);
    },
    closeBundle() {
      cpSync(findPack(root), join(outDir, 'fara-tiny'), { recursive: true });
    },
  };
}

function findPack(root: string): string {
  const folder = resolve(root, process.env.SIDEFARA_PACK ?? 'models/fara-tiny/pack');
  if (existsSync(join(folder, 'pack.json'))) return folder;
  throw new Error(
    `The embedded model is missing: ${folder} has no pack.json. ` +
      'Make one with `npm run model -- import FOLDER --out PACK --quant q8`, or point SIDEFARA_PACK at a pack folder.',
  );
}
