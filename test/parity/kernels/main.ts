import '../../../src/protocol/jitless.ts';
import wasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.jspi.wasm?url';
import { decoderAttention } from '../../../src/engine/device/checks/decoder-attention.ts';
import { floatMatMul, quantisedMatMul } from '../../../src/engine/device/checks/matmul.ts';
import { checkKernels } from '../../../src/engine/device/checks/run.ts';
import { trustedDevice } from '../../../src/engine/device/verdict.ts';
import { requestAdapter } from '../../../src/engine/device/webgpu.ts';
import { browserRuntime } from '../../../src/engine/ort/browser.ts';
import type { DeviceVerdict, KernelCheck } from '../../../src/protocol/engine.ts';

/**
 * Judges the adapter at hand as the engine does, but by the decoder's attention alone (a compiler in software is
 * slow), and trying these feature sets whatever the adapter is.
 */
async function judge(sets: GPUFeatureName[][]): Promise<DeviceVerdict> {
  const adapter = await requestAdapter();
  if (!adapter) throw new Error('this browser offers no WebGPU adapter');
  const { device, verdict } = await trustedDevice(browserRuntime(wasmUrl), adapter, null, {
    sets,
    families: [decoderAttention],
  });
  device?.gpu.destroy();
  return verdict;
}

/** Known answers of the processor's products with so many threads. */
const checkProcessor = (threads: number): Promise<KernelCheck> =>
  checkKernels(
    { runtime: browserRuntime(wasmUrl, threads), device: { backend: 'cpu' } },
    [],
    [floatMatMul, quantisedMatMul(8)],
  );

declare global {
  var judgeDevice: typeof judge;
  var judgeProcessor: typeof checkProcessor;
}
globalThis.judgeDevice = judge;
globalThis.judgeProcessor = checkProcessor;
