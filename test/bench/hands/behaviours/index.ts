import type { Behaviour } from './behaviour.ts';
import { moving } from './drag.ts';
import { fields } from './fields.ts';
import { frameworks } from './frameworks.ts';
import { keyboard } from './keyboard.ts';
import { libraries } from './libraries.ts';
import { native } from './native.ts';
import { pointer } from './pointer.ts';
import { scrolling } from './scrolling.ts';
import { shapes } from './shapes.ts';
import { tabbing } from './tab.ts';

export const ALL: readonly Behaviour[] = [
  ...pointer,
  ...moving,
  ...shapes,
  ...scrolling,
  ...keyboard,
  ...tabbing,
  ...native,
  ...fields,
  ...frameworks,
  ...libraries,
];
