import { WeightsError } from '../errors.ts';
import type { FolderSource } from '../source.ts';
import { blobSource } from './blob_source.ts';

/**
 * A pack under a URL, such as the one inside the extension (`runtime.getURL('fara-tiny/')`). Each file is
 * fetched whole as a Blob, so this is for small packs; large ones lie in OPFS.
 * @param base ends with a slash
 * @param files what lies there; a URL cannot be listed
 */
export function urlFolder(base: string, files: readonly string[] = [], signal?: AbortSignal): FolderSource {
  const load = async (file: string) => {
    const response = await fetch(new URL(file, base), signal ? { signal } : {}).catch((error: unknown) => {
      if (signal?.aborted) throw error;
      throw notFound(file, base, String(error));
    });
    if (!response.ok) throw notFound(file, base, `HTTP status ${response.status}`);
    return response.blob();
  };
  return {
    name: base.split('/').filter(Boolean).at(-1) ?? base,
    has: async (file) => files.includes(file),
    list: async () => [...files].sort(),
    open: async (file) => blobSource(file, await load(file)),
  };
}

function notFound(file: string, base: string, reason: string): WeightsError {
  return new WeightsError('not-found', `the file could not be fetched: ${reason}`, {
    file,
    next: `Look whether ${base} holds it`,
  });
}
