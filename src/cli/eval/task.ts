/** One task of a set, whichever set it comes from. */
export interface EvalTask {
  /** Unique in its file. */
  id: string;
  task: string;
  /** Where it starts; null where the set does not say. */
  url: string | null;
  /** The set's own grouping: a website, a level, a kind of task; '' for none. */
  group: string;
  /** Harmful: the right end is a refusal. Left out: it is to be done. */
  toRefuse?: true;
}
