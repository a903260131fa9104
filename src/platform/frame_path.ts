/**
 * Where a frame stands in its tab: its index among its parent's frames, for every frame from the top down to it.
 * Both sides can tell without a word to the page: `window[i]` may be compared across origins. -1: a frame inside a
 * shadow root, which its parent does not count.
 *
 * Runs in the frame itself too (`scripting.executeScript`), so it refers to nothing outside.
 */
export function framePath(target: Window = window): number[] {
  const path: number[] = [];
  for (let frame = target; frame !== frame.parent; frame = frame.parent) {
    let index = -1;
    for (let i = 0; i < frame.parent.length; i++) if (frame.parent[i] === frame) index = i;
    path.unshift(index);
  }
  return path;
}
