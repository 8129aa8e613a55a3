import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The root of the package. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/** Every page that people read, by its path from the root. */
export const pages: readonly string[] = [
  ...['README.md', 'CONTRIBUTING.md', 'src/README.md', 'scenarios/README.md', 'scenarios/studies/README.md'],
  ...readdirSync(`${root}docs`)
    // The gallery is made with the site.
    .filter((name) => name.endsWith('.md') && name !== 'gallery.md')
    .map((name) => `docs/${name}`),
  ...readdirSync(`${root}docs/studies`)
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/studies/${name}`),
];

export function textOf(page: string): string {
  return readFileSync(root + page, 'utf8');
}
