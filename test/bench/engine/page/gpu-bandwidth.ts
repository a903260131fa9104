const COPY = `@group(0) @binding(0) var<storage, read> source: array<vec4u>;
@group(0) @binding(1) var<storage, read_write> target_: array<vec4u>;
@compute @workgroup_size(256) fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  for (var i = id.x; i < arrayLength(&source); i += groups.x * 256u) { target_[i] = source[i]; }
}`;
/** Each thread writes one vector at the end, so that none of the reads can be left out. */
const READ = `@group(0) @binding(0) var<storage, read> source: array<vec4u>;
@group(0) @binding(1) var<storage, read_write> target_: array<vec4u>;
@compute @workgroup_size(256) fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  var sum = vec4u();
  for (var i = id.x; i < arrayLength(&source); i += groups.x * 256u) { sum += source[i]; }
  target_[id.x] = sum;
}`;
const THREADS = 256;
const VECTOR_BYTES = 16;
/** Vectors that each thread reads: what is written is one part of so many. */
const READS = 64;

/** Two kernels over `bytes` of this device's memory: one copies them, one only reads them. */
export function gpuBandwidth(device: GPUDevice, bytes: number) {
  const buffer = () => device.createBuffer({ size: bytes, usage: GPUBufferUsage.STORAGE });
  const [source, target] = [buffer(), buffer()];
  const vectors = bytes / VECTOR_BYTES;
  const kernel = (code: string, threads: number) => {
    const module = device.createShaderModule({ code });
    const pipeline = device.createComputePipeline({
      layout: 'auto',
      compute: { module, entryPoint: 'main' },
    });
    const group = device.createBindGroup({
      layout: pipeline.getBindGroupLayout(0),
      entries: [source, target].map((buffer, binding) => ({ binding, resource: { buffer } })),
    });
    return async () => {
      const encoder = device.createCommandEncoder();
      const pass = encoder.beginComputePass();
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, group);
      pass.dispatchWorkgroups(Math.min(65_535, Math.ceil(threads / THREADS)));
      pass.end();
      device.queue.submit([encoder.finish()]);
      await device.queue.onSubmittedWorkDone();
    };
  };
  return {
    copy: kernel(COPY, vectors),
    read: kernel(READ, vectors / READS),
    free() {
      source.destroy();
      target.destroy();
    },
  };
}
