/** The active tab of the ordinary window used last. Throws when there is none. */
export async function activeTabId(): Promise<number> {
  const window = await chrome.windows.getLastFocused({ windowTypes: ['normal'], populate: true });
  const id = window.tabs?.find((tab) => tab.active)?.id;
  if (id === undefined) throw new Error('There is no open tab to work in. Open a web page and start again.');
  return id;
}
