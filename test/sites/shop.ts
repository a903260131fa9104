import { CATALOGUE, findProduct, PRODUCTS_A_PAGE, searchProducts } from './catalogue.ts';
import { html, page } from './html.ts';
import { type Routes, redirect, show } from './route.ts';
import * as pages from './shop_pages.ts';

const notFound = () =>
  show(page('Not found', html`<h1>Not found</h1><a class="button" href="/shop/">Home</a>`), 404);

/** The demo shop: search, lists, product pages, cart, sign-up, checkout, confirmation. */
export const shopRoutes: Routes = {
  'GET /shop/': ({ state }) =>
    show(pages.listPage(pages.SHOP, state.shop, CATALOGUE.slice(0, PRODUCTS_A_PAGE), '/shop/more')),
  'GET /shop/more': ({ state }) => show(pages.listPage('More', state.shop, CATALOGUE.slice(PRODUCTS_A_PAGE))),
  'GET /shop/search': ({ state, query }) => {
    const words = query.get('q') ?? '';
    state.shop.searches.push(words);
    const hits = searchProducts(words).slice(0, PRODUCTS_A_PAGE);
    return show(pages.listPage('Results', state.shop, hits, undefined, words));
  },
  'GET /shop/product/*': ({ state, query, rest }) => {
    const product = findProduct(rest);
    return product ? show(pages.productPage(state.shop, product, query.has('added'))) : notFound();
  },
  'GET /shop/cart': ({ state }) => show(pages.cartPage(state.shop)),
  'POST /shop/cart/add': ({ state, form }) => {
    const product = findProduct(form.get('product') ?? '');
    if (!product) return notFound();
    const line = state.shop.cart.find((item) => item.product === product.id);
    if (line) line.quantity += 1;
    else state.shop.cart.push({ product: product.id, quantity: 1 });
    return redirect(`/shop/product/${product.id}?added`);
  },
  'POST /shop/cart/delete': ({ state, form }) => {
    state.shop.cart = state.shop.cart.filter((item) => item.product !== form.get('product'));
    return redirect('/shop/cart');
  },
  'GET /shop/checkout': ({ state }) =>
    state.shop.cart.length > 0 ? show(pages.checkoutPage(state.shop)) : redirect('/shop/cart'),
  'POST /shop/order': ({ state, form }) => {
    const name = form.get('name')?.trim() ?? '';
    if (!name || !form.get('card')?.trim())
      return show(pages.checkoutPage(state.shop, 'Name and card are needed.'), 422);
    if (state.shop.cart.length === 0) return redirect('/shop/cart');
    const items = state.shop.cart;
    const number = 1001 + state.shop.orders.length;
    state.shop.orders.push({ number, items, total: pages.total(items), name });
    state.shop.cart = [];
    return redirect(`/shop/order/${number}`);
  },
  'GET /shop/order/*': ({ state, rest }) => {
    const order = state.shop.orders.find((candidate) => String(candidate.number) === rest);
    return order ? show(pages.orderPage(state.shop, order)) : notFound();
  },
  'GET /shop/account': ({ state }) => show(pages.accountPage(state.shop)),
  'POST /shop/account': ({ state, form }) => {
    const name = form.get('name')?.trim() ?? '';
    const email = form.get('email')?.trim() ?? '';
    if (!name || !email) return show(pages.accountPage(state.shop, 'Name and email are needed.'), 422);
    state.shop.signUps.push({ name, email });
    return show(pages.welcomePage(state.shop, name));
  },
};
