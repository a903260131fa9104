import type { Rng } from './rng.ts';
import type { Colour } from './words.ts';

/** Look of one page: everything but its content. CSS px. */
export interface Style {
  font: string;
  size: number;
  weight: number;
  ink: string;
  paper: string;
  bar: string;
  barInk: string;
  fieldPaper: string;
  fieldBorder: string;
  buttonPaper: string;
  buttonInk: string;
  linkInk: string;
  radius: number;
  border: number;
  padX: number;
  padY: number;
  gap: number;
  shadow: string;
  spacing: number;
}

const FONTS = [
  'Noto Sans',
  'Liberation Sans',
  'DejaVu Sans',
  'Roboto',
  'FreeSans',
  'Open Sans',
  'Noto Serif',
  'Liberation Serif',
  'DejaVu Serif',
  'Liberation Sans',
  'Noto Sans',
];
/** Fonts of the style that no training page has. */
const UNSEEN_FONTS = ['Lato', 'FreeSerif'];

const hsl = (h: number, s: number, l: number): string => `hsl(${h} ${s}% ${l}%)`;

/** A fill that a person would call by this name, jittered. */
export function fill(rng: Rng, colour: Colour): { paper: string; ink: string } {
  const j = (low: number, high: number) => rng.int(low, high);
  switch (colour) {
    case 'red':
      return { paper: hsl(j(-6, 5), j(68, 95), j(38, 52)), ink: '#fff' };
    case 'green':
      return { paper: hsl(j(112, 148), j(48, 85), j(28, 42)), ink: '#fff' };
    case 'blue':
      return { paper: hsl(j(208, 232), j(65, 95), j(38, 54)), ink: '#fff' };
    case 'yellow':
      return { paper: hsl(j(49, 57), j(85, 100), j(50, 62)), ink: '#222' };
    case 'orange':
      return { paper: hsl(j(24, 33), j(88, 100), j(48, 56)), ink: rng.chance(0.5) ? '#fff' : '#222' };
    case 'purple':
      return { paper: hsl(j(268, 288), j(45, 75), j(34, 48)), ink: '#fff' };
    case 'black':
      return { paper: hsl(0, 0, j(4, 14)), ink: '#fff' };
    case 'white':
      return { paper: '#fff', ink: '#222' };
  }
}

export function trainingStyle(rng: Rng): Style {
  const dark = rng.chance(0.18);
  const hue = rng.int(0, 359);
  const ink = dark ? hsl(hue, 10, rng.int(88, 98)) : hsl(hue, rng.int(5, 40), rng.int(6, 24));
  const paper = dark ? hsl(hue, rng.int(5, 25), rng.int(8, 18)) : hsl(hue, rng.int(0, 60), rng.int(93, 100));
  const darkBar = rng.chance(0.5);
  return {
    font: rng.pick(FONTS),
    size: rng.int(19, 27),
    weight: rng.pick([400, 500, 600, 700, 700]),
    ink,
    paper,
    bar: darkBar ? hsl(hue, rng.int(10, 60), rng.int(12, 34)) : hsl(hue, rng.int(5, 40), rng.int(84, 97)),
    barInk: darkBar ? '#fff' : '#1c1c1c',
    fieldPaper: dark ? hsl(hue, 12, rng.int(18, 26)) : '#fff',
    fieldBorder: dark ? hsl(hue, 10, 55) : hsl(hue, rng.int(0, 30), rng.int(45, 78)),
    buttonPaper: dark ? hsl(hue, 14, 28) : hsl(hue, rng.int(0, 35), rng.int(86, 96)),
    buttonInk: ink,
    linkInk: dark ? hsl(210, 90, 75) : rng.pick([hsl(rng.int(205, 235), 80, 40), ink]),
    radius: rng.pick([0, 3, 6, 8, 10, 14, 24]),
    border: rng.pick([0, 1, 2]),
    padX: rng.int(14, 34),
    padY: rng.int(8, 16),
    gap: rng.int(12, 30),
    shadow: rng.chance(0.25) ? '0 2px 5px rgba(0,0,0,.3)' : 'none',
    spacing: rng.pick([0, 0, 0, 0.4]),
  };
}

/** The style never trained on: other fonts, pill outlines, a tinted page, wide paddings, heavier shadows. */
export function unseenStyle(rng: Rng): Style {
  const hue = rng.pick([28, 175, 330]);
  return {
    font: rng.pick(UNSEEN_FONTS),
    size: rng.int(21, 29),
    weight: 700,
    ink: hsl(hue, 45, 14),
    paper: hsl(hue, 38, rng.int(82, 90)),
    bar: hsl(hue, 45, 42),
    barInk: '#fff',
    fieldPaper: hsl(hue, 60, 97),
    fieldBorder: hsl(hue, 60, 30),
    buttonPaper: hsl(hue, 50, 97),
    buttonInk: hsl(hue, 45, 18),
    linkInk: hsl(hue, 70, 25),
    radius: 40,
    border: 3,
    padX: rng.int(30, 44),
    padY: rng.int(11, 18),
    gap: rng.int(20, 36),
    shadow: '4px 4px 0 rgba(0,0,0,.28)',
    spacing: 0.8,
  };
}
