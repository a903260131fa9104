import type { PackKind } from '../../../src/weights/pack/layout.ts';
import { kindFor } from '../../../src/weights/quantise/recipe.ts';
import type { TensorRole } from '../../../src/weights/qwen2_5_vl/tensors.ts';

/** A way to store a model: the recipes of the importer, and others that they are to be compared with. */
export interface Recipe {
  name: string;
  kindOf(tensor: string, role: TensorRole): PackKind;
}

const fourBits = (role: TensorRole): PackKind => (role === 'vector' ? 'f32' : 'q4');

export const RECIPES: readonly Recipe[] = [
  { name: 'f32', kindOf: (_, role) => kindFor('f32', role) },
  { name: 'q8', kindOf: (_, role) => kindFor('q8', role) },
  { name: 'q4', kindOf: (_, role) => kindFor('q4', role) },
  { name: 'q4-head8', kindOf: (_, role) => kindFor('q4-head8', role) },
  {
    name: 'q4, vision 4',
    kindOf: (_, role) => (role === 'vision' ? 'q4' : kindFor('q4', role)),
  },
  { name: 'all 4', kindOf: (_, role) => fourBits(role) },
];
