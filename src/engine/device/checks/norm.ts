import { GraphBuilder } from '../../graph/builder.ts';
import { answersOf, type KernelFamily, runEach, testValues } from './check.ts';

const ROWS = 5;
const WIDTH = 320;
const EPSILON = 1e-6;

/** RMSNorm of a sum, the residual connection of both towers. */
export const rmsNorm: KernelFamily = {
  name: 'rms-norm',
  tolerance: 1e-4,
  async run({ runtime, device }) {
    const [x, skip, weight] = [
      testValues(ROWS * WIDTH, 11),
      testValues(ROWS * WIDTH, 12),
      testValues(WIDTH, 13),
    ];
    const graph = new GraphBuilder('check-norm');
    graph.input('x', 'float', ['S', WIDTH]);
    graph.input('skip', 'float', ['S', WIDTH]);
    graph.input('weight', 'float', [WIDTH]);
    const attributes = { epsilon: { float: EPSILON } };
    graph.fused('SkipSimplifiedLayerNormalization', 'y', ['x', 'skip', 'weight'], attributes);
    graph.output('y', 'float', ['S', WIDTH]);
    const expected = new Float32Array(ROWS * WIDTH);
    for (let row = 0; row < ROWS; row++) {
      const sum = (i: number) => (x[row * WIDTH + i] as number) + (skip[row * WIDTH + i] as number);
      let squares = 0;
      for (let i = 0; i < WIDTH; i++) squares += sum(i) ** 2;
      const scale = 1 / Math.sqrt(squares / WIDTH + EPSILON);
      for (let i = 0; i < WIDTH; i++) expected[row * WIDTH + i] = sum(i) * scale * (weight[i] as number);
    }
    const feeds = {
      x: new runtime.Tensor('float32', x, [ROWS, WIDTH]),
      skip: new runtime.Tensor('float32', skip, [ROWS, WIDTH]),
      weight: new runtime.Tensor('float32', weight, [WIDTH]),
    };
    return answersOf(await runEach({ runtime, device }, graph, [feeds]), [expected]);
  },
};
