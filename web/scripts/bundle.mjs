// How sources become what runs. The same sources give the same bytes.
import { build } from 'esbuild';
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const web = fileURLToPath(new URL('..', import.meta.url));

/** The files of the page. */
export const FILES = ['index.html', 'icon.svg', 'page.css', 'page.js'];

/** Builds the page into `folder`. */
export async function buildPage(folder) {
  await mkdir(folder, { recursive: true });
  await build({
    absWorkingDir: web,
    entryPoints: { page: 'src/main.ts' },
    bundle: true,
    minify: true,
    format: 'esm',
    target: ['es2022', 'chrome109', 'firefox115', 'safari16'],
    charset: 'utf8',
    legalComments: 'none',
    outdir: folder,
  });
  await build({
    absWorkingDir: web,
    entryPoints: { page: 'src/page.css' },
    bundle: true,
    minify: true,
    target: ['chrome109', 'firefox115', 'safari16'],
    charset: 'utf8',
    outdir: folder,
  });
  for (const name of ['index.html', 'icon.svg']) await copyFile(join(web, name), join(folder, name));
}

/** Bundles tests for Node's own runner. */
export async function buildTests(sources, folder) {
  await build({
    absWorkingDir: web,
    entryPoints: sources,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    sourcemap: 'inline',
    outdir: folder,
    outbase: web,
  });
}
