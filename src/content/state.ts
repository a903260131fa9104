import type { z } from 'zod';
import type { PageState } from '../protocol/content.ts';
import { isOurDoing } from './our_doing.ts';

/** Watches the page from now on, so that its state can say how long it has been quiet. */
export function createStateProbe(): { state(): z.input<typeof PageState>; stop(): void } {
  let lastChange = performance.now();
  const observer = new MutationObserver((records) => {
    if (records.some((record) => !isOurDoing(record))) lastChange = performance.now();
  });
  observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  // What arrived, and what moved without a mutation: a font, an image that pushes the text down.
  const arrivals = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      lastChange = Math.max(lastChange, entry.startTime + entry.duration);
    }
  });
  for (const type of ['resource', 'layout-shift']) arrivals.observe({ type });
  return {
    state: () => pageState(performance.now() - lastChange),
    stop: () => {
      observer.disconnect();
      arrivals.disconnect();
    },
  };
}

function pageState(quietMs: number): z.input<typeof PageState> {
  return {
    url: location.href,
    title: document.title,
    visible: document.visibilityState === 'visible',
    readyState: document.readyState,
    quietMs,
    pendingImages: [...document.images].filter(isPending).length,
    runningAnimations: document.getAnimations().filter(isPassing).length,
    viewport: { width: Math.max(1, innerWidth), height: Math.max(1, innerHeight) },
    devicePixelRatio: window.devicePixelRatio,
    scroll: { x: scrollX, y: scrollY },
  };
}

function isPending(image: HTMLImageElement): boolean {
  if (image.complete) return false;
  const box = image.getBoundingClientRect();
  return box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth;
}

/** Runs and will end: a spinner that turns for ever is nothing to wait for. */
function isPassing(animation: Animation): boolean {
  const end = animation.effect?.getComputedTiming().endTime;
  return animation.playState === 'running' && end !== Number.POSITIVE_INFINITY;
}
