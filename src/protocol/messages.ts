import { z } from 'zod';

/**
 * Calls between contexts, typed once: a registry maps a method to the schemas of its params and its result.
 * `connect` makes the typed caller, `handleMessages` the typed listener; both take the platform as a plain
 * function, so this file runs anywhere.
 */
export type Method = { params: z.ZodType; result: z.ZodType };
export type Registry = Record<string, Method>;

/** The contexts a message can be addressed to. `runtime.sendMessage` reaches every extension page at once. */
export const Room = z.enum(['background', 'offscreen', 'content', 'weights']);
export type Room = z.infer<typeof Room>;

export const Envelope = z.object({ to: Room, method: z.string(), params: z.unknown() });
export type Envelope = z.infer<typeof Envelope>;

/**
 * An error as it crosses a context boundary. `name` is the class of the failure, `code` the kind within the class
 * where it has kinds, `message` is for a person.
 */
export const WireError = z.object({ name: z.string(), code: z.string().optional(), message: z.string() });
export type WireError = z.infer<typeof WireError>;

export const Reply = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), result: z.unknown() }),
  z.object({ ok: z.literal(false), error: WireError }),
]);
export type Reply = z.infer<typeof Reply>;

/** `call.startTask({ task })`: one function per method of the registry. */
export type Caller<R extends Registry> = {
  [M in keyof R]: (params: z.input<R[M]['params']>) => Promise<z.output<R[M]['result']>>;
};

/** One handler per method of the registry; none may be forgotten. */
export type Handlers<R extends Registry, Sender = unknown> = {
  [M in keyof R]: (
    params: z.output<R[M]['params']>,
    sender: Sender,
  ) => Promise<z.input<R[M]['result']>> | z.input<R[M]['result']>;
};

/** Thrown by a caller when the other side answered with an error; keeps that error's name and code. */
export class RemoteError extends Error {
  readonly code: string | undefined;

  constructor(error: WireError) {
    super(error.message);
    this.name = error.name;
    this.code = error.code;
  }
}

/** Thrown by a caller when nobody answered: the addressed context does not run (yet). */
export class NoAnswerError extends Error {
  override name = 'NoAnswerError';
}

/**
 * A typed caller of `room`. `transport` delivers one message and resolves with the answer, such as
 * `runtime.sendMessage`. Params and result are checked against the registry's schemas on this side too.
 */
export function connect<R extends Registry>(
  room: Room,
  registry: R,
  transport: (message: Envelope) => Promise<unknown>,
): Caller<R> {
  const call = async (method: string, params: unknown): Promise<unknown> => {
    const schema = registry[method];
    if (!schema) throw new Error(`'${method}' is not a method of ${room}; it has ${Object.keys(registry)}`);
    const answer = Reply.safeParse(
      await transport({ to: room, method, params: schema.params.parse(params) }),
    );
    if (!answer.success) throw new NoAnswerError(`${room} did not answer '${method}'; is it running?`);
    if (!answer.data.ok) throw new RemoteError(answer.data.error);
    return schema.result.parse(answer.data.result);
  };
  const methods = Object.keys(registry).map((method) => [method, (params: unknown) => call(method, params)]);
  return Object.fromEntries(methods) as Caller<R>;
}

/**
 * A listener for `room`: returns undefined for messages addressed elsewhere, otherwise a promise of a `Reply`
 * that never rejects. `allows(method, sender)` says who may call what; a refused call is answered with an error.
 */
export function handleMessages<R extends Registry, Sender>(
  room: Room,
  registry: R,
  handlers: Handlers<R, Sender>,
  allows: (method: string, sender: Sender) => boolean,
): (message: unknown, sender: Sender) => Promise<Reply> | undefined {
  return (message, sender) => {
    const envelope = Envelope.safeParse(message);
    if (!envelope.success || envelope.data.to !== room) return undefined;
    return answer(registry, handlers, allows, envelope.data, sender);
  };
}

async function answer<R extends Registry, Sender>(
  registry: R,
  handlers: Handlers<R, Sender>,
  allows: (method: string, sender: Sender) => boolean,
  { to, method, params }: Envelope,
  sender: Sender,
): Promise<Reply> {
  try {
    const schema = Object.hasOwn(registry, method) ? registry[method] : undefined;
    if (!schema) throw new Error(`'${method}' is not a method of ${to}`);
    if (!allows(method, sender)) throw new Error(`this sender may not call '${method}'`);
    const handler = handlers[method as keyof R];
    return { ok: true, result: await handler(schema.params.parse(params) as never, sender) };
  } catch (error) {
    return { ok: false, error: toWireError(error) };
  }
}

/** Any thrown value as data that can cross a context boundary. */
export function toWireError(error: unknown): WireError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  const { name, message } = error;
  return 'code' in error && typeof error.code === 'string'
    ? { name, message, code: error.code }
    : { name, message };
}
