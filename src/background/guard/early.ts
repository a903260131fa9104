import { EARLY, isMarked } from './mark.ts';
import { guardPage } from './page_script.ts';

/**
 * Entry of `guard.js`: while a task works the browser runs it in the page's own world before anything of a page, in
 * every tab, since it cannot be registered for one; in a tab without the mark it looks at it and leaves nothing behind.
 */
if (isMarked(window)) guardPage({ secret: EARLY, early: EARLY, command: 'install' });
