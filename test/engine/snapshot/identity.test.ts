import { expect, test } from 'vitest';
import { snapshotIdentity } from '../../../src/engine/snapshot/identity.ts';

test('a saved prompt counts for one pack, one build of ONNX Runtime and one precision only', () => {
  const identities = [
    snapshotIdentity({ packHash: 'a' }, { backend: 'cpu' }, { version: '1' }),
    snapshotIdentity({ packHash: 'b' }, { backend: 'cpu' }, { version: '1' }),
    snapshotIdentity({ packHash: 'a' }, { backend: 'cpu' }, { version: '2' }),
    snapshotIdentity({ packHash: 'a' }, { backend: 'cpu', half: true }, { version: '1' }),
  ];
  expect(new Set(identities).size).toBe(identities.length);
  expect(snapshotIdentity({ packHash: 'a' }, { backend: 'cpu' }, { version: '1' })).toBe(identities[0]);
});
