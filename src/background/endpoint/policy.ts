import type { Policy } from '../../agent/ports.ts';
import { complete } from '../../endpoint/complete.ts';
import { EndpointError } from '../../endpoint/errors.ts';
import { getProfile } from '../../fara/profiles/index.ts';
import { hasServerAccess } from '../../platform/host_access.ts';
import { readSettings } from '../settings_store.ts';
import { readEndpointKey } from './key_store.ts';
import { wireMessages } from './messages.ts';

/** A chat server that the person has set, as the agent's policy. Screenshots and the task go there. */
export const endpointPolicy: Policy = {
  async think({ profileId, messages }, onText, signal) {
    const { endpoint } = await readSettings();
    if (endpoint === null) throw new Error('No server is set. Set its address and model in the settings.');
    await checkAccess(endpoint.url);
    const profile = getProfile(profileId);
    const start = performance.now();
    const server = { url: endpoint.url, key: await readEndpointKey(endpoint.url) };
    const sent = await wireMessages(messages, profile);
    signal.throwIfAborted();
    const preprocessMs = performance.now() - start;
    const order = {
      model: endpoint.model,
      messages: sent,
      maxTokens: profile.generation.maxNewTokens,
    };
    const { text, timings, tokens } = await complete(server, order, onText, signal);
    return { text, tokens, timings: { ...timings, preprocessMs } };
  },
};

/** Throws where the person has not allowed the extension to talk to this server, or has taken that back. */
export async function checkAccess(url: string): Promise<void> {
  if (await hasServerAccess(url)) return;
  throw new EndpointError(
    'no_permission',
    `Sidefara may not talk to ${new URL(url).host}. Open the settings and use this server again; the browser then asks.`,
  );
}
