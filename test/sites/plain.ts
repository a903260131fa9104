import * as pages from './plain_pages.ts';
import { type Routes, redirect, show } from './route.ts';

/** The other local pages: buttons, forms, scrolling, two steps, settings. */
export const plainRoutes: Routes = {
  'GET /': () => show(pages.indexPage()),
  'GET /state': ({ state }) => ({ kind: 'json', value: state }),
  'GET /colours': () => show(pages.coloursPage()),
  'POST /colours': ({ state, form }) => {
    state.clicks.push({ page: 'colours', value: form.get('value') ?? '' });
    return { kind: 'json', value: { ok: true } };
  },
  'GET /words': ({ query }) => show(pages.wordsPage(query.get('clicked'))),
  'POST /words': ({ state, form }) => {
    const value = form.get('value') ?? '';
    state.clicks.push({ page: 'words', value });
    return redirect(`/words?clicked=${encodeURIComponent(value)}`);
  },
  'GET /contact': () => show(pages.contactPage()),
  'POST /contact': ({ state, form }) => {
    state.forms.push({ form: 'contact', values: Object.fromEntries(form) });
    return redirect('/contact/sent');
  },
  'GET /contact/sent': () => show(pages.donePage('Sent', 'Thanks')),
  'GET /login': () => show(pages.loginPage()),
  'POST /login': ({ state, form }) => {
    const email = form.get('email') ?? '';
    if (!email || !form.get('password')) return show(pages.loginPage('Email and password are needed.'), 422);
    state.forms.push({ form: 'login', values: { email, password: 'given' } });
    return redirect('/login/done');
  },
  'GET /login/done': () => show(pages.donePage('Done', 'Welcome')),
  'POST /typed': ({ state, form }) => {
    const name = form.get('name') ?? '';
    const order = Number(form.get('order'));
    if (order > (state.typedOrder[name] ?? 0)) {
      state.typed[name] = form.get('value') ?? '';
      state.typedOrder[name] = order;
    }
    return { kind: 'json', value: { ok: true } };
  },
  'GET /long': ({ query }) => show(pages.longPage(query.has('done'))),
  'POST /long': ({ state, form }) => {
    state.clicks.push({ page: 'long', value: form.get('value') ?? '' });
    return redirect('/long?done');
  },
  'GET /wizard': () => show(pages.wizardPage(1, '')),
  'GET /wizard/2': ({ query }) => show(pages.wizardPage(2, query.get('city') ?? '')),
  'POST /wizard': ({ state, form }) => {
    state.forms.push({ form: 'wizard', values: Object.fromEntries(form) });
    return redirect('/wizard/done');
  },
  'GET /wizard/done': () => show(pages.donePage('Saved', 'Step 2')),
  'GET /settings': ({ state, query }) => show(pages.settingsPage(state.settings, query.has('saved'))),
  'POST /settings': ({ state, form }) => {
    state.settings = { news: form.has('news'), offers: form.has('offers'), reviews: form.has('reviews') };
    return redirect('/settings?saved');
  },
};
