// `node scripts/test.mjs FOLDER [PATTERN]`: bundles the tests in the folder and runs them, or those whose file names
// hold the pattern.
import { spawnSync } from 'node:child_process';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { buildTests, web } from './bundle.mjs';

const [folder, pattern = ''] = process.argv.slice(2);
const names = (await readdir(join(web, folder))).filter((name) => name.endsWith('.test.ts') && name.includes(pattern));
if (names.length === 0) {
  console.error(`no file of ${folder} is named *${pattern}*.test.ts`);
  process.exit(2);
}
const output = join(web, 'build');
await rm(join(output, folder), { recursive: true, force: true });
await buildTests(
  names.map((name) => join(folder, name)),
  output,
);
const files = names.map((name) => join(output, folder, name.replace(/\.ts$/, '.js')));
// Programs read TAP; newer versions of Node.js would not write it by themselves.
const reporter = process.stdout.isTTY ? 'spec' : 'tap';
// Two files at once: tests in a browser wait for it most of the time.
const options = ['--test', `--test-reporter=${reporter}`, '--test-concurrency=2', '--enable-source-maps'];
const run = spawnSync(process.execPath, [...options, ...files], { stdio: 'inherit', cwd: web });
process.exitCode = run.status ?? 1;
