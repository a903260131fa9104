const PAGE = 'offscreen/index.html';

let creating: Promise<void> | undefined;

/**
 * Chrome only: makes sure the hidden page that hosts the engine exists. It outlives the service worker, so one
 * from an earlier life is looked for first; concurrent callers share one creation.
 */
export async function ensureOffscreenDocument(): Promise<void> {
  creating ??= create().finally(() => {
    creating = undefined;
  });
  await creating;
}

async function create(): Promise<void> {
  if (await isOffscreenDocumentOpen()) return;
  await chrome.offscreen.createDocument({
    url: PAGE,
    reasons: [chrome.offscreen.Reason.WORKERS],
    justification: 'Runs the vision-language model in a dedicated worker.',
  });
}

/** Whether the engine's page is alive, from this or an earlier life of the service worker. */
export async function isOffscreenDocumentOpen(): Promise<boolean> {
  const contexts = await chrome.runtime.getContexts({
    contextTypes: [chrome.runtime.ContextType.OFFSCREEN_DOCUMENT],
    documentUrls: [chrome.runtime.getURL(PAGE)],
  });
  return contexts.length > 0;
}
