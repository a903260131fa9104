import type { Size } from '../../protocol/geometry.ts';
import type { ArgumentGrammar, ArgumentKind, OutputGrammar } from '../../protocol/grammar.ts';
import { below, list, number, string } from './json.ts';
import { either, type Node, type Rule, sequence, text } from './rule.ts';

/** The nodes of an answer that mean something to decoding. */
export interface AnswerNodes {
  /** Free text; also the start. */
  free: Node;
  /** The call was just opened: what else the text might have become no longer counts. */
  opened: Node;
  /** The call was closed. */
  closed: Node;
}

/** Builds the automaton of an answer. @param extent the first coordinates that are too large */
export function answerNodes(grammar: OutputGrammar, extent: Size): AnswerNodes {
  const closed: Node = { edges: [], also: [] };
  const opened = call(grammar, extent)(closed);
  const free: Node = { edges: [], also: [] };
  free.edges.push({ low: 0, high: 255, to: free });
  free.also.push(text(grammar.open)(opened));
  return { free, opened, closed };
}

function call({ tool, actions, close }: OutputGrammar, extent: Size): Rule {
  return sequence(
    text(`\n{"name": ${JSON.stringify(tool)}, "arguments": {"action": `),
    either(
      ...actions.map((action) =>
        sequence(text(JSON.stringify(action.name)), inAnyOrder(action.arguments, extent)),
      ),
    ),
    text(`}}\n${close}`),
  );
}

/** Each argument at most once, the required ones exactly once. */
function inAnyOrder(args: readonly ArgumentGrammar[], extent: Size): Rule {
  return (next) => {
    const known = new Map<string, Node>();
    const from = (left: readonly ArgumentGrammar[]): Node => {
      const key = left.map(({ name }) => name).join();
      const seen = known.get(key);
      if (seen) return seen;
      const node: Node = { edges: [], also: left.some(({ required }) => required) ? [] : [next] };
      known.set(key, node);
      for (const argument of left) {
        const member = sequence(
          text(`, ${JSON.stringify(argument.name)}: `),
          valueRule(argument.value, extent),
        );
        node.also.push(member(from(left.filter((other) => other !== argument))));
      }
      return node;
    };
    return from(args);
  };
}

function valueRule(value: ArgumentKind, { width, height }: Size): Rule {
  switch (value.kind) {
    case 'string':
      return string(value.minLength);
    case 'strings':
      return list(string(1));
    case 'number':
      return number(value.negative);
    case 'boolean':
      return either(text('true'), text('false'));
    case 'word':
      return either(...value.words.map((word) => text(JSON.stringify(word))));
    case 'coordinate':
      return sequence(text('['), below(width), text(', '), below(height), text(']'));
  }
}
