/** Which permission is missing for a frame, and what for. `src`: the address it was given, '' where unknown. */
export function whyClosed(src: string, hasAccess: boolean): string {
  const url = URL.parse(src);
  const site = url && /^https?:$/.test(url.protocol) ? url.origin : null;
  if (!hasAccess) {
    return (
      `This point lies in a frame of ${site ?? 'another site'}. To act inside it Sidefara needs access to ` +
      `${site === null ? 'that site' : `${site}/*`}, which it does not have. Allow access to sites in the panel.`
    );
  }
  return (
    `This point lies in a frame of ${site ?? url?.protocol ?? 'another site'}, into which the browser lets no ` +
    'extension. Do this step yourself.'
  );
}
