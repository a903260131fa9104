import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';

const committed = new URL('../fixtures/fara/', import.meta.url);
const shared = new URL('../../../shared/fixtures/', import.meta.url);

/** A golden vector committed with the tests. */
export function golden<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(name, committed), 'utf8'));
}

/** A file of `../shared/fixtures`, which a checkout may lack: then null, with the reason printed. */
export function sharedFixture(path: string): URL | null {
  const url = new URL(path, shared);
  if (existsSync(url)) return url;
  console.info(`skipped: ../shared/fixtures/${path} is not here`);
  return null;
}

export function sha256(data: Uint8Array | string): string {
  return createHash('sha256').update(data).digest('hex');
}

/** The low-endian int32 bytes of a vector, as the golden hashes were taken. */
export function int32Bytes(values: Int32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
