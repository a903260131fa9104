/** What the demo pages have been made to do. Tests and the demo judge a task by this, never by the model's word. */
export interface SitesState {
  shop: {
    /** One entry per product, in the order first added. */
    cart: { product: string; quantity: number }[];
    orders: { number: number; items: { product: string; quantity: number }[]; total: number; name: string }[];
    signUps: { name: string; email: string }[];
    searches: string[];
  };
  /** Buttons pressed on the pages of buttons and on the long page, oldest first. */
  clicks: { page: 'colours' | 'words' | 'long'; value: string }[];
  /** Forms that were sent, oldest first. A password is recorded only as «given». */
  forms: { form: 'contact' | 'login' | 'wizard'; values: Record<string, string> }[];
  /** What stands in each field of the contact page and the wizard right now, by field name. */
  typed: Record<string, string>;
  /** The order in which the page made what `typed` holds; an older request that arrives late is passed over. */
  typedOrder: Record<string, number>;
  settings: { news: boolean; offers: boolean; reviews: boolean };
  /** Paths of all pages that were asked for, oldest first. */
  visits: string[];
}

export function freshState(): SitesState {
  return {
    shop: { cart: [], orders: [], signUps: [], searches: [] },
    clicks: [],
    forms: [],
    typed: {},
    typedOrder: {},
    settings: { news: false, offers: false, reviews: false },
    visits: [],
  };
}
