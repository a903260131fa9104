import { useState } from 'preact/hooks';
import type { RunsOn } from '../../protocol/settings.ts';
import { usePanel } from '../state/context.ts';
import { hostOf } from '../words/server.ts';
import { DeviceChoice } from './device_choice.tsx';
import { ModelSection } from './model_section.tsx';
import { ServerForm } from './server_form.tsx';

/** Where the model runs, and below it what there is to choose there. */
export function WhereSection() {
  const { view, act } = usePanel();
  const { settings } = view;
  const [opened, setOpened] = useState<RunsOn | null>(null);
  const shown = opened ?? settings?.runsOn ?? 'here';
  const server = settings?.endpoint;
  return (
    <>
      <fieldset disabled={settings === null || view.pending.includes('model')}>
        <legend>Where the model runs</legend>
        <label class="choice">
          <input
            type="radio"
            name="where"
            checked={shown === 'here'}
            onChange={() => {
              setOpened('here');
              if (settings?.runsOn === 'server') act.runHere();
            }}
          />
          <span>
            <b>On this computer</b>
            <small>Nothing leaves it.</small>
          </span>
        </label>
        <label class="choice">
          <input
            type="radio"
            name="where"
            checked={shown === 'server'}
            onChange={() => setOpened('server')}
          />
          <span>
            <b>On a server</b>
            <small>
              {server
                ? `${server.model} at ${hostOf(server.url)}`
                : 'vLLM, llama-server, LM Studio, Ollama …'}
            </small>
          </span>
        </label>
      </fieldset>
      {shown === 'server' ? (
        <ServerForm />
      ) : (
        <>
          <ModelSection />
          <DeviceChoice />
        </>
      )}
    </>
  );
}
