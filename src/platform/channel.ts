import { z } from 'zod';
import type { Envelope, Reply } from '../protocol/messages.ts';

const Call = z.object({ call: z.string(), message: z.unknown() });
const Answer = z.object({ answer: z.string(), reply: z.unknown() });

/** A transport for `connect` over a BroadcastChannel: carries what JSON cannot, such as File objects. */
export function channelTransport(name: string): (message: Envelope) => Promise<unknown> {
  return (message) => {
    const channel = new BroadcastChannel(name);
    const call = crypto.randomUUID();
    return new Promise<unknown>((resolve) => {
      channel.onmessage = ({ data }) => {
        const answer = Answer.safeParse(data);
        if (answer.success && answer.data.answer === call) resolve(answer.data.reply);
      };
      channel.postMessage({ call, message });
    }).finally(() => channel.close());
  };
}

/** Answers such calls with a listener made by `handleMessages`. Every page of this origin may call. */
export function answerChannel(
  name: string,
  listen: (message: unknown, sender: null) => Promise<Reply> | undefined,
): void {
  const channel = new BroadcastChannel(name);
  channel.onmessage = async ({ data }) => {
    const call = Call.safeParse(data);
    if (!call.success) return;
    const reply = await listen(call.data.message, null);
    if (reply) channel.postMessage({ answer: call.data.call, reply });
  };
}
