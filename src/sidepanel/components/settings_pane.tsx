import type { DeviceChoice } from '../../protocol/settings.ts';
import { usePanel } from '../state/context.ts';
import { HistorySection } from './history_section.tsx';
import { ModelSection } from './model_section.tsx';

const DEVICES: { value: DeviceChoice; name: string; text: string }[] = [
  { value: 'auto', name: 'Automatic', text: 'The GPU where there is a real one, otherwise the CPU.' },
  { value: 'webgpu', name: 'GPU (WebGPU)', text: 'Always the GPU, even a slow software one.' },
  { value: 'cpu', name: 'CPU', text: 'Small models only.' },
];

/** Which model runs, and where. */
export function SettingsPane() {
  const { view, act } = usePanel();
  const model = view.model;
  const adapter = model.status === 'ready' ? model.info.device.adapter : null;
  return (
    <section class="settings" aria-label="Settings">
      <ModelSection />
      <fieldset disabled={view.settings === null}>
        <legend>Run the model on</legend>
        {DEVICES.map(({ value, name, text }) => (
          <label class="choice" key={value}>
            <input
              type="radio"
              name="device"
              value={value}
              checked={view.settings?.device === value}
              onChange={() => act.chooseDevice(value)}
            />
            <span>
              <b>{name}</b>
              <small>{text}</small>
            </span>
          </label>
        ))}
      </fieldset>
      {view.historyChoice && view.settings && <HistorySection history={view.settings.history} />}
      {model.status === 'ready' && (
        <p class="quiet small">
          {model.info.name}, {model.info.quant}
          {adapter !== null && `, on ${adapter}`}
        </p>
      )}
      {view.access === false && (
        <button type="button" class="button" onClick={act.allowAccess}>
          Allow access to sites
        </button>
      )}
    </section>
  );
}
