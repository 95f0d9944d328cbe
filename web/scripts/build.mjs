// `npm run build`: the page, into the crate that embeds it. With `--check`: nothing is written, and it fails if the files
// there are not what the sources give.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildPage, FILES, web } from './bundle.mjs';

const target = resolve(web, '../crates/apical-serve/page');

if (process.argv.includes('--check')) {
  const folder = await mkdtemp(join(tmpdir(), 'apical-page-'));
  try {
    await buildPage(folder);
    for (const name of FILES) {
      const there = await readFile(join(target, name)).catch(() => null);
      if (there?.equals(await readFile(join(folder, name)))) continue;
      console.error(`crates/apical-serve/page/${name} is not what web/ gives: run \`npm run build\` in web/`);
      process.exitCode = 1;
    }
  } finally {
    await rm(folder, { recursive: true });
  }
} else {
  await buildPage(target);
}
