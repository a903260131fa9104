export interface Product {
  id: string;
  /** One word: also its caption on every page. */
  name: string;
  /** Whole euros. */
  price: number;
  text: string;
}

function product(name: string, price: number, text: string): Product {
  return { id: name.toLowerCase(), name, price, text };
}

export const CATALOGUE: readonly Product[] = [
  product('Lamp', 39, 'A warm light for long evenings.'),
  product('Mug', 12, 'Holds your tea and keeps it hot.'),
  product('Chair', 89, 'Solid oak, comfortable for hours.'),
  product('Book', 18, 'A quiet story about the sea.'),
  product('Clock', 45, 'Runs without a sound.'),
  product('Plant', 22, 'Green, friendly, hard to kill.'),
  product('Bag', 54, 'Canvas, with room for two days.'),
  product('Hat', 25, 'Light straw for sunny weeks.'),
  product('Shoes', 79, 'Soft soles for long walks.'),
  product('Bowl', 16, 'Thrown and glazed by hand.'),
  product('Desk', 149, 'A wide top and one drawer.'),
  product('Pen', 9, 'Writes smoothly every time.'),
];

/** How many products a list page shows: few, so that each is large. */
export const PRODUCTS_A_PAGE = 6;

export function findProduct(id: string): Product | undefined {
  return CATALOGUE.find((item) => item.id === id);
}

/** Products whose name or text contains the words, best first; all of them for an empty query. */
export function searchProducts(query: string): Product[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const hits = CATALOGUE.filter((item) =>
    words.every((word) => `${item.name} ${item.text}`.toLowerCase().includes(word.replace(/s$/, ''))),
  );
  const named = (item: Product) => Number(words.some((word) => item.id.startsWith(word)));
  return hits.sort((a, b) => named(b) - named(a));
}
