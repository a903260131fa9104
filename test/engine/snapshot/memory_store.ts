import type { SnapshotStore } from '../../../src/engine/snapshot/format.ts';

/** A snapshot's place in memory; `file` is what lies there. */
export function memoryStore() {
  const place: { file: Uint8Array | null; writes: number } = { file: null, writes: 0 };
  const store: SnapshotStore = {
    read: async () => place.file,
    write: async (parts) => {
      const whole: number[] = [];
      for await (const part of parts) for (const byte of part) whole.push(byte);
      place.file = Uint8Array.from(whole);
      place.writes++;
    },
  };
  return { place, store };
}
