import { BufferCount } from '../../gpu/page/buffers.ts';
import { GPU_BYTES } from './wire.ts';

// Imported before the engine, whose buffers are counted.
const count = new BufferCount();
const channel = new BroadcastChannel(GPU_BYTES);
channel.onmessage = () => {
  const { bytes, peak } = count;
  count.restart();
  channel.postMessage({ bytes, peak });
};
