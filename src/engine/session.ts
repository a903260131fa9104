import type { EngineDevice } from './device/device.ts';
import { encodeModel } from './onnx/encode.ts';
import type { Model } from './onnx/model.ts';
import type { InferenceSession, OrtRuntime } from './ort/runtime.ts';

/**
 * Creates a session for a generated graph. ONNX Runtime allows one creation at a time, and one run at a time
 * over all sessions: callers await.
 * @param external the files that initializers of the model point into
 */
export function createSession(
  runtime: OrtRuntime,
  device: EngineDevice,
  model: Model,
  external: NonNullable<InferenceSession.SessionOptions['externalData']> = [],
): Promise<InferenceSession> {
  return runtime.InferenceSession.create(encodeModel(model), {
    executionProviders: [providerOf(device)],
    externalData: external,
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
  });
}

function providerOf(device: EngineDevice): InferenceSession.ExecutionProviderConfig {
  switch (device.backend) {
    case 'cpu':
      return { name: 'wasm' };
    case 'webgpu': {
      const { gpu } = device;
      // The option is missing from the types. Kernels for few and for many rows sum in another order: with sums of
      // float32 products in half precision differ by the last rounding alone. https://github.com/microsoft/onnxruntime/pull/29599
      const sums = { enableMatmulFp32Accumulation: true };
      return { name: 'webgpu', device: gpu, validationMode: 'disabled', ...sums };
    }
  }
}
