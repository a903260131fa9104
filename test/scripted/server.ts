import type { ServerResponse } from 'node:http';
import { type ChatServer, type Received, serveChat, streamText } from './chat_server.ts';
import { completionOf, type PlacedPage, type ScriptedStep } from './script.ts';

/** What the scripted model is called. */
export const SCRIPTED_MODEL = 'scripted';

export interface ScriptedOptions {
  /**
   * The answers in order; after the last the task is ended with success. Or a function that is given each request
   * and its number, from 0.
   */
  script:
    | readonly ScriptedStep[]
    | ((request: Received, index: number) => ScriptedStep | Promise<ScriptedStep>);
  /** Whose output format and image size it uses. Default: fara-7b. */
  profile?: string;
  /** Where selectors are looked for; can be set later, when the browser is open. */
  page?: PlacedPage;
}

export interface ScriptedServer extends ChatServer {
  page: PlacedPage | null;
  profile: string;
}

const END: ScriptedStep = { action: 'terminate', status: 'success', thoughts: 'The script is done.' };

/**
 * A policy that sees nothing and knows where things are, behind the same protocol as a real model's server: acting is
 * measured with it apart from seeing. Give its `url` to the extension as the endpoint and `SCRIPTED_MODEL` as the model.
 */
export async function serveScripted({
  script,
  profile = 'fara-7b',
  page,
}: ScriptedOptions): Promise<ScriptedServer> {
  let index = 0;
  const next = (request: Received) => {
    const at = index++;
    return typeof script === 'function' ? script(request, at) : (script[at] ?? END);
  };
  const state: { page: PlacedPage | null; profile: string } = { page: page ?? null, profile };
  const chat = await serveChat([SCRIPTED_MODEL], async (request: Received, response: ServerResponse) => {
    streamText(response, await completionOf(await next(request), state.page, state.profile));
  });
  return Object.assign(state, chat);
}
