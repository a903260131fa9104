import type { DeviceChoice as Device } from '../../protocol/settings.ts';
import { usePanel } from '../state/context.ts';

const DEVICES: { value: Device; name: string; text: string }[] = [
  { value: 'auto', name: 'Automatic', text: 'The GPU where there is a real one, otherwise the CPU.' },
  { value: 'webgpu', name: 'GPU (WebGPU)', text: 'Always the GPU, even a slow software one.' },
  { value: 'cpu', name: 'CPU', text: 'Small models only.' },
];

/** Which processor of this computer the model runs on. */
export function DeviceChoice() {
  const { view, act } = usePanel();
  const { model } = view;
  const adapter = model.status === 'ready' ? model.info.device.adapter : null;
  return (
    <>
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
      {model.status === 'ready' && (
        <p class="quiet small">
          {model.info.name}, {model.info.quant}
          {adapter !== null && `, on ${adapter}`}
        </p>
      )}
    </>
  );
}
