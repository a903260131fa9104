import { isDisabled } from '../page/dom.ts';

/** The option, disabled ones left out, to which a key leads from the one with index `from`; undefined: to none. */
export function optionTo(select: HTMLSelectElement, key: string, from: number): number | undefined {
  const enabled = [...select.options].filter((option) => !isDisabled(option)).map(({ index }) => index);
  const at = enabled.indexOf(from);
  const target: Record<string, number | undefined> = {
    ArrowUp: enabled[Math.max(0, at - 1)],
    ArrowLeft: enabled[Math.max(0, at - 1)],
    ArrowDown: enabled[Math.min(enabled.length - 1, at + 1)],
    ArrowRight: enabled[Math.min(enabled.length - 1, at + 1)],
    Home: enabled[0],
    End: enabled.at(-1),
  };
  return target[key];
}
