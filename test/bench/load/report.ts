import { cpus, totalmem } from 'node:os';
import { memoryNeeds } from '../../../src/engine/budget/needs.ts';
import { kvTypeFor } from '../../../src/engine/device/verdict.ts';
import type { LoadedModel } from '../../../src/protocol/engine.ts';
import type { OpenPack } from '../../../src/weights/pack/read.ts';
import { shareOfLimits } from '../engine/limits.ts';
import type { Limits } from '../engine/page/wire.ts';
import type { Question, StageStart } from './in_page.ts';
import type { Sample } from './memory.ts';
import { type Answered, medianPace, paceOf, workOf } from './pace.ts';

/** All that was measured. */
export interface LoadMeasured {
  open: OpenPack;
  browser: string;
  question: Question & { textTokens: number };
  contextTokens: number;
  load: { model: LoadedModel; stages: StageStart[]; ms: number };
  answers: Answered[];
  readMs: number;
  /** Of the browser's processes. A GPU's own memory is in none of them. */
  bytes: { idle: Sample; loadPeak: Sample; loaded: Sample; answerPeak: Sample };
  /** Of the engine's GPU buffers. */
  gpuBuffers: { loaded: number; loadPeak: number; answerPeak: number };
  limits: Limits;
}

export type LoadReport = ReturnType<typeof reportOf>;

/** The measurements as the figures that the goals are about. The first answer compiles the GPU's kernels. */
export function reportOf(measured: LoadMeasured) {
  const { open, load, answers, bytes, gpuBuffers, question, contextTokens } = measured;
  const { model, stages, ms } = load;
  const { backend, adapter, features, verdict } = model.device;
  const packBytes = open.pack.shards.reduce((sum, { bytes }) => sum + bytes, 0);
  const kv = kvTypeFor(features);
  const needs = memoryNeeds(open.pack, { contextTokens, kv, image: question.image });
  const counted = answers.length > 1 ? answers.slice(1) : answers;
  const paces = answers.map(paceOf);
  const gpuPeak = Math.max(gpuBuffers.loadPeak, gpuBuffers.answerPeak);
  return {
    machine: { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, memoryBytes: totalmem() },
    browser: measured.browser,
    device: adapter ?? backend,
    features,
    checks: verdict?.checks ?? [],
    pack: { name: model.name, quant: model.quant, bytes: packBytes },
    asked: {
      textTokens: question.textTokens,
      image: question.image,
      answerTokens: question.maxNewTokens,
      contextTokens,
    },
    tokens: answers[0]?.result.tokens,
    load: { seconds: ms / 1000, stages: durations(stages), readAloneSeconds: measured.readMs / 1000 },
    /** In order; the first one compiles. */
    steps: paces,
    /** Medians of those after the first, where there are any. */
    step: medianPace(counted.map(paceOf)),
    limit: shareOfLimits(open, backend, counted.map(workOf), measured.limits),
    bytes,
    gpuBuffers: backend === 'webgpu' ? gpuBuffers : null,
    needs,
    goals: {
      rendererAboveIdle: Math.max(bytes.loadPeak.renderer, bytes.answerPeak.renderer) - bytes.idle.renderer,
      gpuProcessAboveIdle: Math.max(bytes.loadPeak.gpu, bytes.answerPeak.gpu) - bytes.idle.gpu,
      /** At most 1.15 is the goal: of the buffers, since a graphics card's memory is in no process. */
      gpuWithoutConversationPerPack:
        backend === 'webgpu' ? (gpuPeak - needs.gpu.conversation) / packBytes : null,
    },
  };
}

/** How long each stage took, seconds. */
function durations(stages: readonly StageStart[]): Record<string, number> {
  return Object.fromEntries(
    stages.slice(0, -1).map(({ stage, ms }, i) => [stage, ((stages[i + 1]?.ms ?? ms) - ms) / 1000]),
  );
}
