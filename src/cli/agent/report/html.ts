import type { Step } from '../../../protocol/task.ts';
import { type Html, html } from '../../html.ts';
import { actionText, effectText } from '../../start/print.ts';
import { endingInWords } from '../ending.ts';
import type { AgentRun } from '../run.ts';
import { wentOnText } from '../trajectory.ts';
import { STYLE } from './style.ts';

/**
 * The run as one page without any script or address: what the model saw, where it pointed, what it thought and did,
 * what came of it, and how long that took. `screenshots`: PNG, one per step and one of the end, null where not kept.
 */
export function htmlReport(run: AgentRun, screenshots: readonly (Buffer | null)[]): string {
  const { record, ending } = run;
  const last = screenshots[record.steps.length] ?? null;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>${record.task}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>${record.task}</h1>
<p class="ending" data-ending="${ending}">${endingInWords(ending)}</p>
${answerOf(run)}
<dl>
<dt>Model</dt><dd>${thinkerOf(run)}</dd>
<dt>Steps</dt><dd>${record.steps.length}</dd>
<dt>Took</dt><dd>${seconds(run.endedAt - run.startedAt)}</dd>
<dt>Started</dt><dd>${new Date(run.startedAt).toISOString()}</dd>
</dl>
</header>
<main>
${record.steps.map((step) => stepMarkup(step, run, screenshots[step.index] ?? null))}
<section>
<h2>The page at the end</h2>
${last ? image(last, 'The page at the end') : html`<p class="missing">It could not be looked at.</p>`}
</section>
</main>
</body>
</html>
`;
  return page.markup;
}

/** Which model thought, and where. */
function thinkerOf({ model, endpoint }: AgentRun): string {
  if (endpoint) return `${endpoint.model} at ${endpoint.url}`;
  return model ? `${model.name} (${model.quant}) on ${model.device.backend}` : 'none loaded';
}

/** The model's own word at the end, or why it went no further. */
function answerOf({ record: { outcome, critical, error, unreadable } }: AgentRun): Html {
  const text =
    outcome?.answer ??
    (critical && `${critical.title}: ${critical.reason}`) ??
    error?.message ??
    unreadable.at(-1)?.problem;
  return text ? html`<p class="answer">${text}</p>` : html``;
}

function stepMarkup(step: Step, { wentOn }: AgentRun, png: Buffer | null): Html {
  const { timings } = step;
  const stuck = wentOn.filter(({ steps }) => steps === step.index + 1);
  const phases = [
    ['look', timings.captureMs],
    ['vision', timings.visionMs],
    ['prefill', timings.prefillMs],
    ['decode', timings.decodeMs],
    ['act', timings.actMs],
  ] as const;
  return html`<section>
<h2>Step ${step.index + 1}</h2>
<p class="url">${step.url}</p>
<div class="step">
${png ? image(png, `Screenshot of step ${step.index + 1}`, pointOf(step)) : html`<p class="missing">This screenshot is no longer kept.</p>`}
<dl>
<dt>Thought</dt><dd class="thought">${step.thoughts}</dd>
<dt>Action</dt><dd><code>${actionText(step)}</code>${where(step)}</dd>
<dt>Effect</dt><dd>${effectText(step)}${stuck.map(({ about }) => html` ${wentOnText(about)}`)}</dd>
<dt>Time</dt><dd><table><tr>${phases.map(([name]) => html`<th>${name}</th>`)}</tr><tr>${phases.map(([, ms]) => html`<td>${Math.round(ms)} ms</td>`)}</tr></table></dd>
<dt>Tokens</dt><dd>${step.tokens.prompt} prompt (${step.tokens.reused} reused, ${step.tokens.prefilled} read), ${step.tokens.generated} generated</dd>
</dl>
</div>
</section>`;
}

/** The point as shares of the picture, in percent; null for actions that aim at none. */
function pointOf({ point, viewport }: Step): { left: number; top: number } | null {
  return point && { left: (point.cssX / viewport.width) * 100, top: (point.cssY / viewport.height) * 100 };
}

function where({ point }: Step): Html {
  if (!point) return html``;
  return html` at page (${Math.round(point.cssX)}, ${Math.round(point.cssY)}) px`;
}

function image(png: Buffer, alt: string, point: { left: number; top: number } | null = null): Html {
  const mark = point
    ? html`<i class="mark" style="left:${point.left.toFixed(2)}%;top:${point.top.toFixed(2)}%"></i>`
    : html``;
  return html`<div class="shot"><img alt="${alt}" src="data:image/png;base64,${png.toString('base64')}">${mark}</div>`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
