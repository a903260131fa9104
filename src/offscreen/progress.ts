import type { LoadProgress as EngineProgress } from '../protocol/engine.ts';
import type { LoadProgress } from '../protocol/model.ts';

/** The engine's progress as the panel shows it. `totalBytes`: size of the pack; `seconds` since the start. */
export function toLoadProgress(progress: EngineProgress, totalBytes: number, seconds: number): LoadProgress {
  const bytes = progress.share * totalBytes;
  return {
    phase: phaseOf(progress.stage),
    bytes,
    totalBytes,
    bytesPerSecond: seconds > 0 ? bytes / seconds : 0,
  };
}

function phaseOf(stage: EngineProgress['stage']): LoadProgress['phase'] {
  switch (stage) {
    case 'device':
      return 'opening';
    case 'checks':
      return 'checking-gpu';
    case 'pack':
      return 'reading';
    case 'vision':
    case 'decoder':
    case 'ready':
      return 'compiling';
  }
}
