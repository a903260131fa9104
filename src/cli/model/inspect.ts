import { memoryNeeds } from '../../engine/budget/needs.ts';
import { DEFAULT_CONTEXT } from '../../protocol/memory.ts';
import type { Upstream } from '../../protocol/pack.ts';
import { matrixShape } from '../../weights/pack/layout.ts';
import { type OpenPack, openPack } from '../../weights/pack/read.ts';
import type { FolderSource } from '../../weights/source.ts';
import { UsageError } from '../usage.ts';
import { folderAndFlags } from './args.ts';
import { interruptible } from './interrupt.ts';
import { reportFaults, writeJson } from './json.ts';
import { formatBytes } from './progress.ts';
import { sourceFolder } from './source_folder.ts';
import { inspectWeights } from './survey.ts';

/**
 * `model inspect FOLDER|hf:OWNER/NAME [--context N] [--base URL] [--json FILE]`: what a pack holds, or what weights that are
 * no pack yet would become. Of a repository only small files, headers and a few megabytes are downloaded.
 */
export async function runInspect(args: readonly string[]): Promise<number> {
  const { folder, values } = folderAndFlags(args, 'folder', {
    json: { type: 'string' },
    base: { type: 'string' },
    context: { type: 'string', default: String(DEFAULT_CONTEXT) },
  });
  const contextTokens = Number(values.context);
  if (!Number.isInteger(contextTokens) || contextTokens < 1) {
    throw new UsageError(`--context is '${values.context}'; it must be a whole number of tokens above 0.`);
  }
  return reportFaults(values.json, () =>
    interruptible(async (signal) => {
      const source = await sourceFolder(folder, values.base, signal);
      return (await source.has('pack.json'))
        ? inspectPack(source, contextTokens, values.json)
        : inspectWeights(source, source.hub ? process.cwd() : folder, values.json);
    }),
  );
}

/** Opens a pack, which checks all but its hashes. */
async function inspectPack(
  folder: FolderSource,
  contextTokens: number,
  json: string | undefined,
): Promise<number> {
  const open = await openPack(folder);
  try {
    const facts = { ...describePack(open), memory: memoryNeeds(open.pack, { contextTokens }) };
    const { gpu } = facts.memory;
    await writeJson(json, facts);
    process.stdout.write(
      `${facts.name}: ${facts.architecture}, ${facts.quant}, ${(facts.parameters / 1e6).toFixed(2)} million parameters\n` +
        (facts.upstream ? `${upstreamLine(facts.upstream)}\n` : '') +
        `profile ${facts.profile ?? 'none'}, pack hash ${facts.packHash}\n` +
        `text: ${JSON.stringify(open.config.text)}\nvision: ${JSON.stringify(open.config.vision)}\n` +
        `${facts.tensors.length} tensors, ${formatBytes(facts.bytes)} in ${open.pack.shards.length} shards; files: ${open.pack.files.join(', ') || 'none'}\n` +
        `largest relative error: ${facts.worst.relativeError.toExponential(2)} (${facts.worst.name})\n` +
        `GPU memory at ${facts.memory.contextTokens} tokens of context: ${formatBytes(gpu.total)} = weights ${formatBytes(gpu.weights)}, ` +
        `conversation ${formatBytes(gpu.conversation)}, work ${formatBytes(gpu.work)}\n`,
    );
    return 0;
  } finally {
    await open.close();
  }
}

function upstreamLine({ repository, weights }: Upstream): string {
  return weights === 'same'
    ? `made from the published files of ${repository}`
    : `has the shape of ${repository}, but was not made from its published files`;
}

/** What a person wants to know of a pack, from pack.json alone. */
export function describePack({ pack, packHash }: OpenPack) {
  const tensors = Object.entries(pack.tensors).map(([name, { kind, shape, relativeError }]) => ({
    name,
    dtype: kind,
    shape,
    relativeError: relativeError ?? 0,
  }));
  const worst = tensors.reduce((a, b) => (b.relativeError > a.relativeError ? b : a), {
    name: 'none',
    relativeError: 0,
  });
  return {
    name: pack.name,
    architecture: pack.architecture,
    quant: pack.quant,
    profile: pack.profile,
    upstream: pack.upstream ?? null,
    packHash,
    parameters: tensors.reduce(
      (sum, { shape }) => sum + matrixShape(shape).rows * matrixShape(shape).columns,
      0,
    ),
    bytes: pack.shards.reduce((sum, shard) => sum + shard.bytes, 0),
    worst: { name: worst.name, relativeError: worst.relativeError },
    tensors,
  };
}
