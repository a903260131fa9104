import { type HubAddress, hubAddress } from '../../protocol/hub.ts';
import { hubFolder } from '../../weights/http/hub_folder.ts';
import { fileFolder } from '../../weights/node/file_folder.ts';
import type { FolderSource } from '../../weights/source.ts';
import { UsageError } from '../usage.ts';
import { formatBytes } from './progress.ts';

const HUB = 'hf:';

/**
 * A folder on disk, or `hf:OWNER/NAME[@REVISION]` on Hugging Face or on the mirror `base`, whose size and commit are told.
 * @throws UsageError, WeightsError
 */
export async function sourceFolder(
  typed: string,
  base: string | undefined,
  signal: AbortSignal,
): Promise<FolderSource> {
  if (!typed.startsWith(HUB)) {
    if (base !== undefined) throw new UsageError('--base is for hf:OWNER/NAME only.');
    return fileFolder(typed);
  }
  const folder = await hubFolder(addressOf(typed, base), { signal });
  const { repo, revision } = folder.hub;
  const count = (await folder.list()).length;
  process.stderr.write(
    `${repo}@${revision}: ${count} files, ${formatBytes(folder.bytes)} (${folder.bytes} bytes)\n`,
  );
  return folder;
}

function addressOf(typed: string, base: string | undefined): HubAddress {
  try {
    return hubAddress(typed.slice(HUB.length), base);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
