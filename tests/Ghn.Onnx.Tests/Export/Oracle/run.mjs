// Runs each NAME.onnx of a folder on the images of NAME.bin, of the shape in NAME.json, and prints {NAME: {error, shape, values}}.
import { readFileSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import * as ort from "onnxruntime-node";

const folder = process.argv[2];
const results = {};
for (const file of readdirSync(folder).filter((name) => name.endsWith(".onnx"))) {
  const name = basename(file, ".onnx");
  try {
    const session = await ort.InferenceSession.create(join(folder, file), { logSeverityLevel: 3 });
    const shape = JSON.parse(readFileSync(join(folder, `${name}.json`)));
    const bytes = readFileSync(join(folder, `${name}.bin`));
    const values = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
    const outputs = await session.run({ [session.inputNames[0]]: new ort.Tensor("float32", values, shape) });
    const logits = outputs[session.outputNames[0]];
    results[name] = { error: "", shape: logits.dims, values: Array.from(logits.data) };
    await session.release();
  } catch (error) {
    results[name] = { error: error.message, shape: [], values: [] };
  }
}

console.log(JSON.stringify(results));
