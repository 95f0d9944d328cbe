// Runs every case of the module named on the command line; prints `case HASH` a line, 16 hexadecimal digits.
import { readFile } from "node:fs/promises";

const [path] = process.argv.slice(2);
if (path === undefined) {
  console.error("usage: node run.mjs apical_wasm.wasm");
  process.exit(2);
}
const { instance } = await WebAssembly.instantiate(await readFile(path), {});
const { case_count, case_hash } = instance.exports;
for (let index = 0; index < case_count(); index++) {
  const hash = BigInt.asUintN(64, case_hash(index));
  console.log(`case ${hash.toString(16).padStart(16, "0")}`);
}
