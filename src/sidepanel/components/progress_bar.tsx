interface Props {
  label: string;
  bytes: number;
  totalBytes: number;
  /** Line below the bar; '' for none. */
  counted: string;
}

/** A labelled bar. Without a known size it shows activity only, never a made-up share. */
export function ProgressBar({ label, bytes, totalBytes, counted }: Props) {
  const known = totalBytes > 0 && bytes > 0;
  return (
    <>
      <p class="load-phase">{label}</p>
      {known ? (
        <progress value={bytes} max={totalBytes} aria-label={label} />
      ) : (
        <progress aria-label={label} />
      )}
      {counted && <p class="quiet numbers">{counted}</p>}
    </>
  );
}
