import type { PageState } from '../protocol/content.ts';
import { isOurDoing } from './our_doing.ts';

/** Watches the page from now on, so that its state can say how long it has been quiet. */
export function createStateProbe(): { state(): PageState; stop(): void } {
  let lastMutation = performance.now();
  const observer = new MutationObserver((records) => {
    if (records.some((record) => !isOurDoing(record))) lastMutation = performance.now();
  });
  observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  return {
    state: () => pageState(performance.now() - lastMutation),
    stop: () => observer.disconnect(),
  };
}

function pageState(quietMs: number): PageState {
  return {
    url: location.href,
    title: document.title,
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
