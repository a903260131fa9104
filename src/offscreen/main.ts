import '../protocol/jitless.ts';
import browser, { type Runtime } from 'webextension-polyfill';
import { sendToExtension } from '../platform/call.ts';
import { hostMethods, type StreamedText, TEXT_CHANNEL, wakeMethods } from '../protocol/host.ts';
import { connect, handleMessages } from '../protocol/messages.ts';
import { Generations } from './generations.ts';
import { KeepAwake } from './keep_awake.ts';
import { ModelHost } from './model_host.ts';

// The page that hosts the engine's worker. It outlives the service worker, and with it the loaded model.
const model = new ModelHost(new URL('../fara-tiny/', location.href).href);
const texts = new BroadcastChannel(TEXT_CHANNEL);
const generations = new Generations(
  (device) => model.client(device),
  (taskId, text) => texts.postMessage({ taskId, text } satisfies StreamedText),
  () => model.discard(),
);
const background = connect('background', wakeMethods, sendToExtension);
const keepAwake = new KeepAwake(() => background.wake({}));

/** What @crxjs/vite-plugin names the service worker's script; offscreen documents cannot read the manifest. */
const SERVICE_WORKER = 'service-worker-loader.js';

/** Only the service worker calls: it has no page, hence no tab, and its script's address. */
function isServiceWorker(sender: Runtime.MessageSender): boolean {
  return sender.id === browser.runtime.id && sender.url === browser.runtime.getURL(SERVICE_WORKER);
}

const listen = handleMessages<typeof hostMethods, Runtime.MessageSender>(
  'offscreen',
  hostMethods,
  {
    modelState: () => model.state,
    load: ({ device }) => {
      model.client(device).catch(console.error);
      return model.state;
    },
    generate: (request) => generations.generate(request),
    cancel: async () => {
      await generations.cancel();
      return {};
    },
    keepAwake: ({ awake }) => {
      keepAwake.set(awake);
      return {};
    },
  },
  (_, sender) => isServiceWorker(sender),
);
browser.runtime.onMessage.addListener(listen as Runtime.OnMessageListenerAsync);
