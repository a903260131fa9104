import type { OpenPack } from '../../../src/weights/pack/read.ts';
import type { Limits, Measured } from './page/wire.ts';
import { sum } from './statistics.ts';

/**
 * How near the engine comes to what the same device does at best in the same run. Decoding reads every weight of the
 * decoder once a pass; a prefill makes two operations a weight and token (attention, small here, is left out).
 */
export function shareOfLimits(
  { pack }: OpenPack,
  backend: 'cpu' | 'webgpu',
  steps: readonly Pick<Measured, 'decodeMs' | 'decodePasses' | 'prefillMs' | 'prefilled'>[],
  { copyBytesPerSecond, readBytesPerSecond, flops }: Limits,
) {
  let bytes = 0;
  let weights = 0;
  for (const [name, { kind, shape, data, scales }] of Object.entries(pack.tensors)) {
    const isRead = !name.startsWith('visual.') && (name !== 'embed' || !('lm_head' in pack.tensors));
    if (!isRead) continue;
    const count = shape.reduce((product, dim) => product * dim, 1);
    // The processor computes with the weights unpacked to float32.
    bytes += backend === 'cpu' || kind === 'f32' ? count * 4 : data.bytes + (scales?.bytes ?? 0);
    // The vocabulary is computed for one token of a prompt.
    if (name !== 'lm_head' && name !== 'embed') weights += count;
  }
  const passes = sum(steps.map(({ decodePasses }) => decodePasses ?? 0));
  const passesPerSecond = passes / (sum(steps.map(({ decodeMs }) => decodeMs)) / 1000);
  const prefillFlops =
    (2 * weights * sum(steps.map(({ prefilled }) => prefilled))) /
    (sum(steps.map(({ prefillMs }) => prefillMs ?? Number.NaN)) / 1000);
  const readPerSecond = bytes * passesPerSecond;
  return {
    copyBytesPerSecond,
    readBytesPerSecond,
    matrixFlops: flops,
    /** Of what a copy moves: bytes read and bytes written. */
    decodeBandwidthShare: readPerSecond / copyBytesPerSecond,
    /** Of what can be read where nothing is written, as decoding does. */
    decodeReadShare: readPerSecond / readBytesPerSecond,
    prefillFlopShare: prefillFlops / flops,
  };
}
