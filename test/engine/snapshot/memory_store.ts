import type { SnapshotStore } from '../../../src/engine/snapshot/format.ts';

/** A snapshot's place in memory; `file` is what lies there. */
export function memoryStore() {
  const place: { file: Uint8Array | null; writes: number } = { file: null, writes: 0 };
  const store: SnapshotStore = {
    read: async () => place.file,
    write: async (parts) => {
      place.file = Uint8Array.from(parts.flatMap((part) => [...part]));
      place.writes++;
    },
  };
  return { place, store };
}
