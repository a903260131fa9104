import { z } from 'zod';

/** Where models are published, unless the person names a mirror. */
export const HUGGING_FACE = 'https://huggingface.co';

const part = '[A-Za-z0-9][A-Za-z0-9._-]{0,95}';

/** A repository of models on Hugging Face or on a mirror that answers like it. */
export const HubAddress = z.object({
  /** without a trailing slash */
  base: z.url({ protocol: /^https?$/ }),
  /** `OWNER/NAME` */
  repo: z.string().regex(new RegExp(`^${part}/${part}$`)),
  /** branch, tag or commit */
  revision: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/),
});
export type HubAddress = z.infer<typeof HubAddress>;

/**
 * An address as typed: `microsoft/Fara-7B`, with `@REVISION` or without, on huggingface.co or on the server `base`.
 * @throws Error that says what is wrong with it
 */
export function hubAddress(typed: string, base: string = HUGGING_FACE): HubAddress {
  const [repo = '', revision = 'main', ...rest] = typed.trim().split('@');
  const url = URL.parse(base.trim());
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password || url.search || url.hash) {
    throw new Error(`'${base}' is no server address; give one such as ${HUGGING_FACE}.`);
  }
  const address = HubAddress.safeParse({
    base: `${url.origin}${url.pathname}`.replace(/\/+$/, ''),
    repo,
    revision,
  });
  if (!address.success || rest.length > 0) {
    throw new Error(
      `'${typed}' names no repository; give OWNER/NAME or OWNER/NAME@REVISION, such as microsoft/Fara-7B.`,
    );
  }
  return address.data;
}
