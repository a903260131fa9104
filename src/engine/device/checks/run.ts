import type { KernelCheck } from '../../../protocol/engine.ts';
import { type CheckContext, type KernelFamily, relativeError } from './check.ts';
import { decoderAttention } from './decoder-attention.ts';
import { floatMatMul, quantisedMatMul } from './matmul.ts';
import { rmsNorm } from './norm.ts';
import { windowAttention } from './window-attention.ts';

export const KERNEL_FAMILIES: readonly KernelFamily[] = [
  floatMatMul,
  quantisedMatMul(4),
  quantisedMatMul(8),
  rmsNorm,
  windowAttention,
  decoderAttention,
];

/** Tested besides where the device multiplies in half precision. */
export const HALF_FAMILIES: readonly KernelFamily[] = [quantisedMatMul(4, true), quantisedMatMul(8, true)];

/** What a device has to pass; `half`: it multiplies in half precision. */
export function familiesFor(half: boolean): readonly KernelFamily[] {
  return half ? [...KERNEL_FAMILIES, ...HALF_FAMILIES] : KERNEL_FAMILIES;
}

/**
 * Runs every known-answer test on a device. A provider can be silently wrong (attention is, on some adapters
 * with the `subgroups` feature), so a device is trusted only after this.
 */
export async function checkKernels(
  context: CheckContext,
  features: readonly string[],
  families = familiesFor(context.device.half ?? false),
): Promise<KernelCheck> {
  const errors: Record<string, number | null> = {};
  let passed = true;
  for (const family of families) {
    const error = await worstError(family, context);
    errors[family.name] = Number.isFinite(error) ? error : null;
    // NaN fails the comparison, as it must.
    if (!(error <= family.tolerance)) passed = false;
  }
  return { features: [...features], passed, errors };
}

async function worstError(family: KernelFamily, context: CheckContext): Promise<number> {
  try {
    const answers = await family.run(context);
    const errors = answers.map(relativeError);
    return errors.some(Number.isNaN) ? Number.NaN : Math.max(...errors);
  } catch {
    // A kernel that cannot even be built is as useless as a wrong one; the verdict shows null.
    return Number.NaN;
  }
}
