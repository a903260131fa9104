import { WeightsError } from '../errors.ts';
import { type ByteSource, checkRange } from '../source.ts';

/** A Blob or File (picked, fetched or from OPFS) read by slices; nothing is loaded until it is read. */
export function blobSource(name: string, blob: Blob): ByteSource {
  return {
    name,
    size: blob.size,
    blob,
    async read(offset, length) {
      checkRange({ name, size: blob.size }, offset, length);
      try {
        return new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer());
      } catch (error) {
        throw new WeightsError('truncated', `the file cannot be read any more: ${String(error)}`, {
          file: name,
          next: 'It may have been changed or removed since it was chosen; choose it again',
        });
      }
    },
    async close() {},
  };
}
