import './counted.ts';
import '../../../../src/engine/worker.ts';
