import { usePanel } from '../state/context.ts';

interface Props {
  /** null: the embedded one */
  id: string | null;
  name: string;
  text: string;
  disabled?: boolean;
}

/** One model of the list. */
export function ModelChoice({ id, name, text, disabled = false }: Props) {
  const { view, act } = usePanel();
  return (
    <label class="choice">
      <input
        type="radio"
        name="model"
        disabled={disabled}
        checked={view.settings?.model === id}
        onChange={() => act.useModel(id)}
      />
      <span>
        <b>{name}</b>
        <small>{text}</small>
      </span>
    </label>
  );
}
