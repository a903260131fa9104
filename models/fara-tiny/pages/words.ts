/** Every word fara-tiny can read. The demo shop and the local test pages share words with the training pages, never layouts. */
export const CONTROLS = [
  'Search',
  'Cart',
  'Checkout',
  'Add',
  'Buy',
  'Login',
  'Next',
  'Back',
  'Menu',
  'Home',
  'Help',
  'Save',
  'Send',
  'Delete',
  'Cancel',
  'Continue',
  'Submit',
  'Order',
  'Pay',
  'Close',
  'Open',
  'Start',
  'Stop',
  'More',
  'Account',
  'Settings',
  'Contact',
  'Reviews',
  'Offers',
  'News',
] as const;
export const NOUNS = [
  'Lamp',
  'Mug',
  'Chair',
  'Book',
  'Clock',
  'Pen',
  'Bag',
  'Hat',
  'Shoes',
  'Plant',
  'Bowl',
  'Desk',
  'Sofa',
  'Ball',
  'Kite',
  'Drum',
] as const;
export const FIELDS = ['Name', 'Email', 'City', 'Phone', 'Street', 'Card', 'Search'] as const;
export const STATUS = ['Added', 'Thanks'] as const;
export const COLOURS = ['red', 'green', 'blue', 'yellow', 'orange', 'purple', 'black', 'white'] as const;

export type Colour = (typeof COLOURS)[number];

/** Buttons that bind the person: pages with one of these are critical points. */
export const CRITICAL = ['Order', 'Pay', 'Buy'] as const;

/** Filler that has no meaning for a task; it is there so that the model learns what to ignore. */
export const FILLER = (
  'about fresh daily simple quality made from local care every home good price small large light warm clean best new ' +
  'since week today great easy soft strong paper glass wood metal cotton shop team world free this item when your with ' +
  'colours than any other season delivery within two days return policy read only store until late'
).split(' ');
