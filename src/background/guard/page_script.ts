import type { News } from '../../protocol/news.ts';

export interface GuardOrder {
  /**
   * The name of the event by which the parts of this script find each other. A page does not know it, except one that was
   * there before the watch and waits for `early`; with it it could end the watch over its own dialogs, and no more.
   */
  secret: string;
  /** The name at which a copy listens that was in the page before it could be told the secret. */
  early: string;
  /** `look` counts requests and leaves the news where they are. */
  command: 'install' | 'collect' | 'look' | 'remove';
}

/** What one frame answers. */
export interface GuardAnswer {
  news: News[];
  /** Requests without an answer that were begun a short while ago. */
  pending: number;
}

/**
 * Runs in the page's own world, in every frame of the task's tab while the task works: dialogs that would block the
 * page are dismissed, choosers and windows that no script can use are not opened, and all of it is told. Put in once;
 * further orders reach the copy that is there. `remove` gives everything back as it was. Refers to nothing outside.
 */
export function guardPage({ secret, early, command }: GuardOrder): GuardAnswer {
  const order = { secret, command, answered: false, news: [] as News[], pending: 0 };
  for (const name of [secret, early]) {
    // The second tells the secret: only where nobody knows it yet.
    if (!order.answered) document.dispatchEvent(new CustomEvent(name, { detail: order }));
  }
  if (order.answered || command !== 'install') return { news: order.news, pending: order.pending };

  const MAX_NEWS = 20;
  /** A navigation that has come to nothing after this was one to a file; ms. */
  const LEAVING_MS = 700;
  /** A request that has waited longer is a subscription, and nothing to wait for; ms. */
  const REQUEST_MS = 5000;
  let news: News[] = [];
  const requests = new Map<object, number>();
  let undo: (() => void)[] = [];
  let leaving: { name: string; at: number } | null = null;
  const tell = (item: News) => {
    if (news.length < MAX_NEWS) news.push(item);
  };
  const textOf = (value: unknown): string => {
    try {
      return String(value ?? '').slice(0, 500);
    } catch {
      return '';
    }
  };
  const nameOf = (url: string) => decodeURI(url.split(/[?#]/)[0]?.split('/').pop() ?? '').slice(0, 200);
  /** A Proxy looks like what it stands for: name, length and «native code» stay. */
  const replace = <T extends object>(
    owner: T | undefined,
    key: keyof T & string,
    answer: (args: unknown[], self: unknown, native: () => unknown) => unknown,
  ) => {
    const before = owner && Object.getOwnPropertyDescriptor(owner, key);
    if (!owner || !before || typeof before.value !== 'function') return;
    const native = before.value;
    const ours = new Proxy(native, {
      apply: (_, self, args) => answer(args, self, () => Reflect.apply(native, self, args)),
    });
    Object.defineProperty(owner, key, { ...before, value: ours });
    undo.push(() => {
      if (owner[key] === ours) Object.defineProperty(owner, key, before);
    });
  };
  const listen = (target: EventTarget, type: string, listener: (event: Event) => void) => {
    target.addEventListener(type, listener, true);
    undo.push(() => target.removeEventListener(type, listener, true));
  };

  replace(window, 'alert', ([text]) => tell({ what: 'dialog', kind: 'alert', text: textOf(text) }));
  replace(window, 'print', () => tell({ what: 'dialog', kind: 'print', text: '' }));
  replace(window, 'confirm', ([text]) => {
    tell({ what: 'dialog', kind: 'confirm', text: textOf(text) });
    return false;
  });
  replace(window, 'prompt', ([text]) => {
    tell({ what: 'dialog', kind: 'prompt', text: textOf(text) });
    return null;
  });

  // The browser asks before a page is left only where a person has used it; then no script can answer.
  const asksToStay = (): boolean => {
    if (!navigator.userActivation?.hasBeenActive) return false;
    const event = document.createEvent('BeforeUnloadEvent') as BeforeUnloadEvent;
    event.initEvent('beforeunload', false, true);
    window.dispatchEvent(event);
    return event.defaultPrevented || Boolean(event.returnValue);
  };
  if (window.navigation) {
    listen(window.navigation, 'navigate', (event) => {
      const { cancelable, destination, downloadRequest, userInitiated } = event as NavigateEvent;
      if (downloadRequest !== null) {
        tell({
          what: 'download',
          name: textOf(downloadRequest).slice(0, 200) || nameOf(destination.url),
          sure: true,
        });
        return;
      }
      if (destination.sameDocument) return;
      if (cancelable && !userInitiated && asksToStay()) {
        event.preventDefault();
        tell({ what: 'dialog', kind: 'beforeunload', text: '' });
        return;
      }
      leaving = { name: nameOf(destination.url), at: Date.now() };
    });
  }

  const isFile = (target: unknown): boolean => target instanceof HTMLInputElement && target.type === 'file';
  listen(window, 'click', (event) => {
    if (event.isTrusted || !isFile(event.composedPath()[0])) return;
    event.preventDefault();
    tell({ what: 'file_chooser' });
  });
  replace(HTMLElement.prototype, 'click', (_, self, native) => {
    // One that is not in the page: its click comes by no listener.
    if (isFile(self) && !(self as Node).isConnected) tell({ what: 'file_chooser' });
    else native();
  });

  // The browser runs a script in an address for no content script, and a click of the hands is one's: the page runs it.
  const runAddress = (event: Event) => {
    if (event.isTrusted || event.defaultPrevented) return;
    const link = event
      .composedPath()
      .find((at) => at instanceof HTMLAnchorElement || at instanceof HTMLAreaElement);
    if (link?.protocol !== 'javascript:' || (link.target && link.target !== '_self')) return;
    event.preventDefault();
    window.location.href = link.href;
  };
  // After the page's own listeners, any of which may prevent it.
  window.addEventListener('click', runAddress);
  undo.push(() => window.removeEventListener('click', runAddress));

  const asked = async (name: (News & { what: 'permission' })['name']) => {
    const state = await navigator.permissions
      .query({ name: name as PermissionName })
      .then((status) => status.state)
      .catch(() => 'prompt');
    if (state === 'prompt') tell({ what: 'permission', name });
  };
  for (const key of ['getCurrentPosition', 'watchPosition'] as const) {
    replace(window.Geolocation?.prototype, key, (_, _self, native) => {
      void asked('geolocation');
      return native();
    });
  }
  replace(window.Notification, 'requestPermission', (_, _self, native) => {
    if (Notification.permission === 'default') tell({ what: 'permission', name: 'notifications' });
    return native();
  });
  replace(window.MediaDevices?.prototype, 'getUserMedia', ([constraints], _, native) => {
    const { video, audio } = (constraints ?? {}) as MediaStreamConstraints;
    if (video) void asked('camera');
    if (audio) void asked('microphone');
    return native();
  });
  replace(window.MediaDevices?.prototype, 'getDisplayMedia', (_, _self, native) => {
    tell({ what: 'permission', name: 'screen' });
    return native();
  });
  for (const key of ['read', 'readText'] as const) {
    replace(window.Clipboard?.prototype, key, (_, _self, native) => {
      void asked('clipboard-read');
      return native();
    });
  }

  /** Where the page wants its new window to go; http(s) only. */
  const goTo = (written: unknown) => {
    const url = URL.parse(textOf(written) || 'about:blank', document.baseURI);
    if (url && /^https?:$/.test(url.protocol)) tell({ what: 'window', url: url.href.slice(0, 2000) });
  };
  replace(window, 'open', ([url, name, features], _, native) => {
    const target = textOf(name);
    const known = /^_(self|top|parent)$/i.test(target) || (target !== '' && target in window.frames);
    if (known) return native();
    goTo(url);
    if (/\bno(opener|referrer)\b/.test(textOf(features))) return null;
    // Pages that open an empty window first and send it somewhere later use it only like this.
    const location = {
      assign: goTo,
      replace: goTo,
      set href(to: unknown) {
        goTo(to);
      },
    };
    return {
      closed: false,
      opener: window,
      focus() {},
      blur() {},
      close() {},
      postMessage() {},
      get location() {
        return location;
      },
      set location(to: unknown) {
        goTo(to);
      },
    };
  });

  replace(window, 'fetch', (_, _self, native) => {
    const answered = native() as Promise<Response>;
    requests.set(answered, Date.now());
    const done = () => requests.delete(answered);
    answered.then(done, done);
    return answered;
  });
  replace(window.XMLHttpRequest?.prototype, 'send', (_, self, native) => {
    const request = self as XMLHttpRequest;
    requests.set(request, Date.now());
    request.addEventListener('loadend', () => requests.delete(request), { once: true });
    return native();
  });

  const answer = (event: Event) => {
    const { detail } = event as CustomEvent<typeof order>;
    if (!detail || detail.answered) return;
    detail.answered = true;
    if (event.type !== detail.secret) {
      // From here on this copy answers to nobody but who knows the secret.
      event.stopImmediatePropagation();
      window.removeEventListener(early, answer, true);
      listen(document, detail.secret, answer);
    }
    if (detail.command === 'install') return;
    const since = Date.now() - REQUEST_MS;
    for (const [request, at] of requests) if (at < since) requests.delete(request);
    detail.pending = requests.size;
    if (detail.command === 'look') return;
    if (leaving && Date.now() - leaving.at > LEAVING_MS) {
      tell({ what: 'download', name: leaving.name, sure: false });
      leaving = null;
    }
    detail.news = news;
    news = [];
    if (detail.command !== 'remove') return;
    for (const back of undo) back();
    undo = [];
  };
  // The early copy is the first to listen at the window, so that it alone hears the secret when it is told.
  listen(secret === early ? window : document, secret, answer);
  if (secret !== early && document.readyState === 'loading') {
    // The early copy may be about to come: it is to find this one and stay away.
    const here = (event: Event) => {
      (event as CustomEvent<typeof order>).detail.answered = true;
    };
    document.addEventListener(early, here, { capture: true, once: true });
    undo.push(() => document.removeEventListener(early, here, true));
  }
  return { news: [], pending: 0 };
}
