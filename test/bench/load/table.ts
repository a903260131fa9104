import { describeShares } from '../engine/table.ts';
import type { Sample } from './memory.ts';
import type { Pace } from './pace.ts';
import type { LoadReport } from './report.ts';

/** The report for people. */
export function printLoad(report: LoadReport): void {
  const { device, pack, asked, tokens, load, steps, step, bytes, gpuBuffers, goals } = report;
  const { textTokens, image, answerTokens, contextTokens } = asked;
  const [first] = steps;
  const lines = [
    `${pack.name} (${pack.quant}, ${gb(pack.bytes)}) on ${typeof device === 'string' ? device : device.description || device.architecture}`,
    `loaded in ${load.seconds.toFixed(1)} s (${Object.entries(load.stages)
      .map(([stage, seconds]) => `${stage} ${seconds.toFixed(1)}`)
      .join(', ')}; reading the files alone ${load.readAloneSeconds.toFixed(1)})`,
    `asked: ${textTokens} tokens of text, an image of ${image.width} x ${image.height} px, ` +
      `${tokens?.prompt} tokens in all, for ${answerTokens} tokens of answer`,
    ...(first && steps.length > 1 ? [`first step, kernels compiled: ${describePace(first)}`] : []),
    `a step${steps.length > 2 ? `, median of ${steps.length - 1}` : ''}: ${describePace(step)}`,
    describeShares(report.limit),
    `processes, idle: ${describe(bytes.idle)}; peak at load: ${describe(bytes.loadPeak)}; at answer: ${describe(bytes.answerPeak)}`,
    `above idle: page ${gb(goals.rendererAboveIdle)}, GPU process ${gb(goals.gpuProcessAboveIdle)}`,
  ];
  if (gpuBuffers) {
    const { loaded, loadPeak, answerPeak } = gpuBuffers;
    lines.push(
      `GPU buffers: ${gb(loaded)} loaded, peak at load ${gb(loadPeak)}, at answer ${gb(answerPeak)}; without the ` +
        `${contextTokens} tokens of conversation ${goals.gpuWithoutConversationPerPack?.toFixed(2)} x the pack`,
    );
  }
  process.stdout.write(`${lines.join('\n')}\n`);
}

function describePace({ seconds, tokensPerSecond: { prefill, decode } }: Pace): string {
  const { step, firstToken, vision } = seconds;
  return (
    `${step.toFixed(2)} s; first token ${firstToken.toFixed(2)} s, of which vision tower ${vision.toFixed(2)}; ` +
    `prefill ${prefill.toFixed(1)} tokens/s, decode ${decode.toFixed(2)} tokens/s`
  );
}

function describe({ renderer, gpu }: Sample): string {
  return `page ${gb(renderer)}, GPU process ${gb(gpu)}`;
}

function gb(bytes: number): string {
  return `${(bytes / 1e9).toFixed(bytes < 1e8 ? 4 : 2)} GB`;
}
