import { WeightsError } from '../../weights/errors.ts';
import { UsageError } from '../usage.ts';

export const MODEL_USAGE = `npm run model -- COMMAND

  import FOLDER --out PACK --quant Q   safetensors or GGUF of Qwen2.5-VL architecture → a pack; Q: f32, q8,
         q4-head8 (4-bit with an 8-bit head) or q4 [--name NAME] [--profile ID] [--fine-tune] [--replace] [--restart] [--json FILE]
         --fine-tune: although its files are not the published ones of the model whose shape they have
  import hf:OWNER/NAME[@REVISION] …    the same, downloaded from Hugging Face on the way, the original not stored;
         [--base URL] names a mirror
  inspect FOLDER|hf:OWNER/NAME[@REVISION]      what a pack holds, checked, and the memory it needs at N tokens; of
         [--context N] [--base URL] [--json FILE]   other weights what they are, and for each recipe its size and time
  verify PACK [--json FILE]                    a pack and the hash of every shard
  synth fara-7b|FOLDER --out PACK              random weights in the geometry of Fara-7B or of FOLDER/config.json
         [--quant q4|q4-head8|q8|f32] [--seed N] [--profile ID] [--replace] [--json FILE]
  export PACK --out DIR                        the same weights as ONNX files for transformers.js
  check PACK [--device cpu|webgpu]             whether it clicks where it should, on bundled pages
        [--json FILE] [--out DIR]              DIR gets the pages with targets and points drawn
  forward PACK --request REQ.json --out DIR --device webgpu|cpu [--all-logits]

Exit code: 0 done, 1 the input is at fault (for check: the model misses too often), 2 called wrongly.
`;

/** Runs one `model` command; resolves to its exit code. Faults of the input are printed, not thrown. */
export async function runModel([command, ...args]: readonly string[]): Promise<number> {
  try {
    switch (command) {
      case 'import':
        return await (await import('./import.ts')).runImport(args);
      case 'inspect':
        return await (await import('./inspect.ts')).runInspect(args);
      case 'verify':
        return await (await import('./verify.ts')).runVerify(args);
      case 'synth':
        return await (await import('./synth.ts')).runSynth(args);
      case 'export':
        return await (await import('./export.ts')).runExport(args);
      case 'check':
        return await (await import('./check.ts')).runCheck(args);
      case 'forward':
        return await (await import('./forward.ts')).forward(args);
      case '--help':
      case 'help':
        process.stdout.write(MODEL_USAGE);
        return 0;
      default:
        throw new UsageError(command ? `There is no model command '${command}'.` : 'Which model command?');
    }
  } catch (error) {
    if (error instanceof UsageError) {
      process.stderr.write(`${error.message}\n\n${MODEL_USAGE}`);
      return 2;
    }
    if (error instanceof WeightsError) {
      process.stderr.write(`${error.message}\n`);
      return 1;
    }
    throw error;
  }
}
