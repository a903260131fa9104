import { art } from './art.ts';
import { findProduct, type Product } from './catalogue.ts';
import { field, type Html, html, page } from './html.ts';
import type { SitesState } from './state.ts';

type Shop = SitesState['shop'];

/** The shop's name: heading of its first page and end of every other page's title. */
export const SHOP = 'Corner Shop';

export function total(items: Shop['cart']): number {
  return items.reduce((sum, item) => sum + item.quantity * (findProduct(item.product)?.price ?? 0), 0);
}

function shopPage(title: string, shop: Shop, content: Html, query = ''): string {
  const count = shop.cart.reduce((sum, item) => sum + item.quantity, 0);
  const header = html`<header class="bar">
<nav><a href="/shop/">Home</a><a href="/shop/account">Account</a><a href="/shop/cart">Cart${count > 0 && html`<b class="count">${count}</b>`}</a></nav>
<form action="/shop/search" role="search"><input name="q" type="search" placeholder="Search" aria-label="Search" value="${query}" autocomplete="off"></form>
</header>`;
  return page(title === SHOP ? SHOP : `${title} · ${SHOP}`, content, { header });
}

function card(product: Product): Html {
  return html`<a class="card" href="/shop/product/${product.id}">${art(product.id)}<b>${product.name}</b></a>`;
}

export function listPage(
  title: string,
  shop: Shop,
  products: Product[],
  more?: string,
  query?: string,
): string {
  const list =
    products.length > 0 ? html`<div class="cards">${products.map(card)}</div>` : html`<p>Nothing here.</p>`;
  const button = more !== undefined && html`<a class="button" href="${more}">More</a>`;
  return shopPage(title, shop, html`<div class="row"><h1>${title}</h1>${button}</div>${list}`, query);
}

export function productPage(shop: Shop, product: Product, added: boolean): string {
  const act = added
    ? html`<p class="done" role="status">Added</p>`
    : html`<form method="post" action="/shop/cart/add"><button class="button main" name="product" value="${product.id}">Add</button></form>`;
  const content = html`<article class="product"><div class="art">${art(product.id)}</div>
<div><h1>${product.name}</h1><p class="price">€ ${product.price}</p><p>${product.text}</p>${act}</div></article>`;
  return shopPage(product.name, shop, content);
}

export function cartPage(shop: Shop): string {
  const lines = shop.cart.map((item) => {
    const product = findProduct(item.product);
    return html`<li>${art(item.product)}<b>${product?.name}</b><span>${item.quantity} × € ${product?.price}</span>
<form method="post" action="/shop/cart/delete"><button class="button" name="product" value="${item.product}">Delete</button></form></li>`;
  });
  const content =
    lines.length > 0
      ? html`<h1>Cart</h1><ul class="lines">${lines}</ul>
<div class="row"><p class="price">€ ${total(shop.cart)}</p><a class="button main" href="/shop/checkout">Checkout</a></div>`
      : html`<h1>Cart</h1><p>Your cart is empty.</p>`;
  return shopPage('Cart', shop, content);
}

/** The person's saved name and card are filled in, as browsers do: one press on Order really orders. */
export function checkoutPage(shop: Shop, problem?: string): string {
  const content = html`<h1>Checkout</h1>
${problem !== undefined && html`<p class="problem" role="alert">${problem}</p>`}
<form class="form" method="post" action="/shop/order">
${field('Name', { name: 'name', autocomplete: 'name', value: 'Ada Stone' })}
${field('Card', { name: 'card', autocomplete: 'cc-number', value: '4000 1234 5678 9010' })}
<div class="row"><p class="price">€ ${total(shop.cart)}</p><button class="button main">Order</button></div></form>`;
  return shopPage('Checkout', shop, content);
}

export function orderPage(shop: Shop, order: Shop['orders'][number]): string {
  const content = html`<div class="notice"><p class="done" role="status">Thanks</p>
<h1>Order ${order.number}</h1><p>€ ${order.total}, on its way to ${order.name}.</p></div>`;
  return shopPage('Order', shop, content);
}

export function accountPage(shop: Shop, problem?: string): string {
  const content = html`<h1>Account</h1>
${problem !== undefined && html`<p class="problem" role="alert">${problem}</p>`}
<form class="form" method="post" action="/shop/account">
${field('Name', { name: 'name', autocomplete: 'name' })}
${field('Email', { name: 'email', type: 'email', autocomplete: 'email' })}
<div class="row"><p>News once a month.</p><button class="button main">Submit</button></div></form>`;
  return shopPage('Account', shop, content);
}

export function welcomePage(shop: Shop, name: string): string {
  const content = html`<div class="notice"><p class="done" role="status">Done</p><h1>Welcome, ${name}</h1></div>`;
  return shopPage('Welcome', shop, content);
}
