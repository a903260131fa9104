import { usePanel } from '../state/context.ts';
import { deviceInWords } from '../words/model.ts';
import { hostOf } from '../words/server.ts';

/** Which model answers, and on what: a dot and two words. */
export function ModelChip() {
  const { model, settings } = usePanel().view;
  if (settings?.runsOn === 'server' && settings.endpoint) {
    const { model: name, url } = settings.endpoint;
    return (
      <span class="chip" data-model="server">
        <span class="dot" />
        <span class="chip-text" title={`${name} at ${hostOf(url)}`}>
          {name} · Server
        </span>
      </span>
    );
  }
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
