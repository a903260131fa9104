import type { HubAddress } from '../../protocol/hub.ts';
import { WeightsError } from '../errors.ts';
import type { FolderSource } from '../source.ts';
import { hubListing } from './hub_listing.ts';
import { remoteSource } from './remote_source.ts';
import { PATIENCE, type Patience } from './transfer.ts';
import { wholeFile } from './whole_file.ts';

/** bytes up to which a file is fetched whole, and its hash checked before a byte of it is used */
const WHOLE = 64 * 2 ** 20;

export interface HubOptions {
  patience?: Patience;
  signal?: AbortSignal;
  /** bytes; smaller only in tests */
  wholeLimit?: number;
}

/** A repository, pinned to a commit. */
export interface HubFolder extends FolderSource {
  hub: HubAddress;
  /** bytes of all its files */
  bytes: number;
}

/**
 * A repository of Hugging Face as a folder that is read over the network, part by part: nothing of it is stored.
 * Its revision is pinned to the commit it stands for now, so a later change there cannot mix two versions.
 * @throws WeightsError `not-found`, `no-access`, `bad-answer`, `network`; the signal's reason
 */
export async function hubFolder(
  address: HubAddress,
  { patience = PATIENCE, signal, wholeLimit = WHOLE }: HubOptions = {},
): Promise<HubFolder> {
  const { base, repo } = address;
  const { commit, files } = await hubListing(address, patience, signal);
  return {
    name: repo.split('/').at(-1) ?? repo,
    hub: { ...address, revision: commit },
    bytes: [...files.values()].reduce((sum, file) => sum + file.size, 0),
    has: async (file) => files.has(file),
    list: async () => [...files.keys()].sort(),
    async open(name) {
      const found = files.get(name);
      if (!found) throw new WeightsError('not-found', `${repo} has no such file`, { file: name });
      const file = { name, url: `${base}/${repo}/resolve/${commit}/${name}`, size: found.size };
      return found.size <= wholeLimit
        ? wholeFile(file, found.hash, patience, signal)
        : remoteSource(file, found.hash, patience, signal);
    },
  };
}
