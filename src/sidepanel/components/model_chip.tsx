import { usePanel } from '../state/context.ts';
import { deviceInWords } from '../words/model.ts';

/** Which model answers, and on what: a dot and two words. */
export function ModelChip() {
  const { model } = usePanel().view;
  return (
    <span class="chip" data-model={model.status}>
      <span class="dot" />
      {model.status === 'ready' && (
        <span title={model.info.device.adapter ?? 'CPU'}>
          {model.info.name} · {deviceInWords(model.info)}
        </span>
      )}
      {model.status === 'loading' && 'Loading model'}
      {model.status === 'idle' && 'Model not loaded'}
      {model.status === 'failed' && 'Model failed'}
    </span>
  );
}
