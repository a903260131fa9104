import { Action, type ActionName } from '../../protocol/action.ts';
import { actionCandidate } from './arguments.ts';
import { findCall } from './call.ts';
import { readLiteral } from './literal.ts';
import { actionNameOf } from './names.ts';
import { splitAnswer } from './split.ts';

/** Why an answer could not be turned into an action. */
export type ParseFailureKind =
  /** Nothing but space. */
  | 'empty'
  /** Text without any call. */
  | 'no_call'
  /** Neither JSON nor a Python literal, or cut short. */
  | 'malformed_call'
  /** A value, but no verb in it. */
  | 'no_action'
  /** A verb that no model of ours was taught. */
  | 'unknown_action'
  /** A verb outside this profile's action set. */
  | 'action_not_allowed'
  /** An argument is missing or of the wrong kind. */
  | 'invalid_arguments';

export interface ParseFailure {
  kind: ParseFailureKind;
  /** What is wrong, with the value and what would be right. */
  message: string;
  /** The offending part of the answer. */
  text: string;
  thoughts: string;
}

export interface ParsedAnswer {
  thoughts: string;
  action: Action;
}

export type ParseResult = { ok: true; answer: ParsedAnswer } | { ok: false; failure: ParseFailure };

/**
 * An answer of the model → thoughts and action; only the first call counts. Never throws: whatever is not an
 * allowed, valid action comes back as a failure.
 */
export function parseAnswer(text: string, allowed: readonly ActionName[]): ParseResult {
  const { thoughts, call } = splitAnswer(text);
  const fail = (kind: ParseFailureKind, message: string, offending = call ?? text): ParseResult => ({
    ok: false,
    failure: { kind, message, text: offending, thoughts },
  });
  if (call === null) {
    return text.trim() === ''
      ? fail('empty', 'the answer is empty')
      : fail('no_call', 'the answer holds no tool call, only text');
  }
  const literal = readLiteral(call);
  if (!literal.ok) return fail('malformed_call', `the tool call is not readable: ${literal.problem}`);
  const found = findCall(literal.value);
  if (!found) return fail('no_action', 'the tool call names no action: arguments.action must be a string');
  const name = actionNameOf(found.verb);
  if (!name) return fail('unknown_action', `"${found.verb}" is no action; known: ${allowed.join(', ')}`);
  if (!allowed.includes(name)) {
    return fail('action_not_allowed', `"${name}" is not among this model's actions: ${allowed.join(', ')}`);
  }
  const action = Action.safeParse(actionCandidate(name, found.args));
  if (action.success) return { ok: true, answer: { thoughts, action: action.data } };
  const problems = action.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  return fail('invalid_arguments', `"${name}" has wrong arguments: ${problems.join('; ')}`);
}
