import '../protocol/jitless.ts';
import browser, { type Runtime } from 'webextension-polyfill';
import { sendToExtension } from '../platform/call.ts';
import { answerChannel } from '../platform/channel.ts';
import { checkHostMethods } from '../protocol/check.ts';
import { hostMethods, type StreamedText, TEXT_CHANNEL, wakeMethods } from '../protocol/host.ts';
import { memoryMethods } from '../protocol/memory.ts';
import { connect, handleMessages } from '../protocol/messages.ts';
import { STORE_CHANNEL, storeMethods } from '../protocol/model_store.ts';
import { ClickCheck } from './click_check.ts';
import { Generations } from './generations.ts';
import { KeepAwake } from './keep_awake.ts';
import { ModelHost } from './model_host.ts';
import { ModelStore } from './model_store.ts';
import { memoryHandlers } from './needs.ts';

// The page that hosts the engine's worker and the model store. It outlives the service worker, and with it the loaded model.
const EMBEDDED = new URL('../fara-tiny/', location.href).href;
const model = new ModelHost(EMBEDDED, (id) => {
  store.used(id).catch(console.error);
});
const texts = new BroadcastChannel(TEXT_CHANNEL);
const generations = new Generations(
  (choice, signal) => model.client(choice, signal),
  (taskId, text) => texts.postMessage({ taskId, text } satisfies StreamedText),
);
const check = new ClickCheck(
  (choice, signal) => model.client(choice, signal),
  () => model.state,
);
const store = new ModelStore(async (id) => {
  await check.forget(id);
  await model.release(id);
});
answerChannel(
  STORE_CHANNEL,
  handleMessages(
    'offscreen',
    { ...storeMethods, ...memoryMethods },
    { ...store.handlers(), ...memoryHandlers(EMBEDDED) },
    () => true,
  ),
);
const background = connect('background', wakeMethods, sendToExtension);
const keepAwake = new KeepAwake(() => background.wake({}));

/** What @crxjs/vite-plugin names the service worker's script; offscreen documents cannot read the manifest. */
const SERVICE_WORKER = 'service-worker-loader.js';

/** Only the service worker calls: it has no page, hence no tab, and its script's address. */
function isServiceWorker(sender: Runtime.MessageSender): boolean {
  return sender.id === browser.runtime.id && sender.url === browser.runtime.getURL(SERVICE_WORKER);
}

const listen = handleMessages<typeof hostMethods & typeof checkHostMethods, Runtime.MessageSender>(
  'offscreen',
  { ...hostMethods, ...checkHostMethods },
  {
    modelState: () => model.state,
    load: (choice) => {
      check.giveWay(choice);
      model.client(choice).catch(console.error);
      return model.state;
    },
    generate: async (request) => {
      await check.cancel();
      return generations.generate(request);
    },
    cancel: async () => {
      await generations.cancel();
      return {};
    },
    ...check.handlers(),
    keepAwake: ({ awake }) => {
      keepAwake.set(awake);
      return {};
    },
  },
  (_, sender) => isServiceWorker(sender),
);
browser.runtime.onMessage.addListener(listen as Runtime.OnMessageListenerAsync);
