import type { Step } from '../../protocol/task.ts';
import { addressInWords, durationInWords } from '../words/format.ts';

/** Where the time went, and what the model was given: for whoever wants to know. */
export function StepDetails({ step }: { step: Step }) {
  const { timings, tokens, point } = step;
  const phases: [string, number][] = [
    ['Capture', timings.captureMs],
    ['Vision', timings.visionMs],
    ['Prefill', timings.prefillMs],
    ['Decode', timings.decodeMs],
    ['Act', timings.actMs],
  ];
  return (
    <details class="details">
      <summary>Details</summary>
      <dl class="numbers">
        {phases.map(([name, milliseconds]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{durationInWords(milliseconds)}</dd>
          </div>
        ))}
        <div>
          <dt>Tokens</dt>
          <dd>
            {tokens.prompt} in ({tokens.reused} kept, {tokens.prefilled} read), {tokens.generated} out
          </dd>
        </div>
        {point !== null && (
          <div>
            <dt>Point</dt>
            <dd>
              {Math.round(point.cssX)}, {Math.round(point.cssY)} px
            </dd>
          </div>
        )}
        <div>
          <dt>Page</dt>
          <dd>{addressInWords(step.url)}</dd>
        </div>
      </dl>
    </details>
  );
}
