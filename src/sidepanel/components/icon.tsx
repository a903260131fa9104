/** Outlines on a 20 × 20 canvas, drawn with the colour of the text. */
const PATHS = {
  settings: 'M3 6h8M15 6h2M3 14h2M9 14h8M13 4v4M7 12v4',
  pause: 'M7 5v10M13 5v10',
  play: 'M7 4.5v11l8.5-5.5z',
  stop: 'M5.5 5.5h9v9h-9z',
  send: 'M10 16V4M4.5 9.5 10 4l5.5 5.5',
  check: 'm4 10.5 4 4 8-9',
  cross: 'm5 5 10 10M15 5 5 15',
  warn: 'M10 3.5 18 17H2zM10 8.5v4M10 14.8v.2',
  hand: 'M6.5 11V5.5a1.25 1.25 0 0 1 2.5 0V9m0-.5v-4a1.25 1.25 0 0 1 2.5 0v4m0-3a1.25 1.25 0 0 1 2.5 0v4m0-2a1.25 1.25 0 0 1 2.5 0V12a5 5 0 0 1-5 5h-1a5 5 0 0 1-4-2l-2.7-3.6a1.3 1.3 0 0 1 2-1.6z',
  globe:
    'M10 2.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15zM2.5 10h15M10 2.5c5 5 5 10 0 15M10 2.5c-5 5-5 10 0 15',
  lock: 'M5 9h10v8H5zM7 9V6.5a3 3 0 0 1 6 0V9',
  folder: 'M2.5 5.5h5l2 2h8v8h-15z',
  question: 'M7 7.5a3 3 0 1 1 4.5 2.6c-1 .6-1.5 1-1.5 2.4M10 15.4v.1',
};

export type IconName = keyof typeof PATHS;

/** Decoration beside a word or an accessible name. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}

/** The product's mark; the same drawing as `public/icons/mark.svg`. */
export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect class="mark-ground" width="32" height="32" rx="7.5" />
      <rect class="mark-panel" x="23" y="6" width="4.5" height="20" rx="2" />
      <path class="mark-pointer" d="M5.5 8.5 19.5 14l-6 2.4L11 22.5z" />
    </svg>
  );
}
