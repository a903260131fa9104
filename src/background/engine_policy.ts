import type { Policy } from '../agent/ports.ts';
import { sendToExtension } from '../platform/call.ts';
import { hostMethods, StreamedText, TEXT_CHANNEL } from '../protocol/host.ts';
import { connect } from '../protocol/messages.ts';
import type { ModelState } from '../protocol/model.ts';
import type { Settings } from '../protocol/settings.ts';
import { abortable } from './abortable.ts';
import { ensureOffscreenDocument, isOffscreenDocumentOpen } from './offscreen_document.ts';

const host = connect('offscreen', hostMethods, sendToExtension);

/** This machine's engine as the agent's policy. */
export const enginePolicy = ({ device, model, contextTokens }: Settings): Policy => ({
  async think(request, onText, signal) {
    signal.throwIfAborted();
    await ensureOffscreenDocument();
    const channel = new BroadcastChannel(TEXT_CHANNEL);
    channel.onmessage = ({ data }) => {
      const streamed = StreamedText.safeParse(data);
      if (streamed.success && streamed.data.taskId === request.taskId) onText(streamed.data.text);
    };
    const cancel = () => void host.cancel({}).catch(console.error);
    signal.addEventListener('abort', cancel, { once: true });
    try {
      return await abortable(host.generate({ ...request, device, model, contextTokens }), signal);
    } finally {
      signal.removeEventListener('abort', cancel);
      channel.close();
    }
  },
});

/** Starts loading the chosen model; resolves at once to where it stands. */
export async function loadModel({ device, model, contextTokens }: Settings): Promise<ModelState> {
  await ensureOffscreenDocument();
  return host.load({ device, model, contextTokens });
}

/** Where the model stands, without starting anything. */
export async function modelState(): Promise<ModelState> {
  return (await isOffscreenDocumentOpen()) ? host.modelState({}) : { status: 'idle' };
}

/** While `awake`, the engine's page keeps pinging this service worker, and so wakes it when it was stopped. */
export async function keepAwake(awake: boolean): Promise<void> {
  if (!awake && !(await isOffscreenDocumentOpen())) return;
  await ensureOffscreenDocument();
  await host.keepAwake({ awake });
}
