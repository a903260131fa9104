import '../../../../src/protocol/jitless.ts';
import { EngineClient } from '../../../../src/engine/client.ts';
import { measureLimits } from '../../engine/page/ask.ts';
import { GPU_BYTES, GpuBytes } from './wire.ts';

// The page Node drives: the extension's engine in a worker that counts its GPU buffers.
const client = new EngineClient({
  worker: new Worker(new URL('./engine.worker.ts', import.meta.url), { type: 'module', name: 'engine' }),
});
const channel = new BroadcastChannel(GPU_BYTES);

function gpuBytes(): Promise<GpuBytes> {
  return new Promise((resolve) => {
    channel.onmessage = ({ data }: MessageEvent<unknown>) => resolve(GpuBytes.parse(data));
    channel.postMessage(null);
  });
}

const api = { client, gpuBytes, limits: measureLimits };
declare global {
  var loadBench: typeof api;
}
globalThis.loadBench = api;
