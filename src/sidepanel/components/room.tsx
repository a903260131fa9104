import { bytesInWords } from '../words/format.ts';

/** Says so where the browser has no room for it. */
export function Room({ bytes, freeBytes }: { bytes: number; freeBytes: number }) {
  if (bytes <= freeBytes) return null;
  return (
    <p class="room" role="alert">
      It needs {bytesInWords(bytes)}, and the browser has {bytesInWords(freeBytes)} left. Free some disk space
      or remove a model.
    </p>
  );
}
