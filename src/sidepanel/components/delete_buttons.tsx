import { useState } from 'preact/hooks';

interface Props {
  /** `Remove` or `Discard` */
  verb: string;
  name: string;
  /** the space it frees, in words; left out: only the entry goes, and the files stay */
  size?: string;
  disabled: boolean;
  onDelete: () => void;
  /** Other buttons of the row, while nothing is asked. */
  children?: preact.ComponentChildren;
}

/** A row of buttons whose last one deletes something, after asking. */
export function DeleteButtons({ verb, name, size, disabled, onDelete, children }: Props) {
  const [asked, setAsked] = useState(false);
  if (asked)
    return (
      <div class="answers">
        <button type="button" class="button small danger" disabled={disabled} onClick={onDelete}>
          {verb}, {size === undefined ? 'the files stay' : `frees ${size}`}
        </button>
        <button type="button" class="button small" onClick={() => setAsked(false)}>
          Keep
        </button>
      </div>
    );
  return (
    <div class="answers">
      {children}
      <button
        type="button"
        class="button small"
        aria-label={`${verb} ${name}`}
        disabled={disabled}
        onClick={() => setAsked(true)}
      >
        {verb}…
      </button>
    </div>
  );
}
