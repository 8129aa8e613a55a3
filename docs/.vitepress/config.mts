import { katex } from '@mdit/plugin-katex-slim';
import { defineConfig } from 'vitepress';

/** A README is the index of its folder on the site. Files that are no pages, which scripts/site.ts puts there, are linked as they are. */
function settle(link: { attrGet(name: string): string | null; attrSet(name: string, value: string): void }): void {
  const address = link.attrGet('href') ?? '';
  if (/^\w+:/.test(address)) return;
  if (/(^|\/)README\.md(#.*)?$/.test(address)) link.attrSet('href', address.replace('README.md', 'index.md'));
  if (/(^|\/)(LICENSE|[^/]+\.(cff|ts))$/.test(address)) link.attrSet('target', '_self');
}

/** The documents are the Markdown files of the repository, where they lie. scripts/site.ts makes the gallery and the API reference. */
export default defineConfig({
  title: 'landau-fisher',
  // No icon: browsers ask for one otherwise.
  head: [['link', { rel: 'icon', href: 'data:,' }]],
  description: 'The multi-species Landau system and its Fisher information',
  srcDir: '..',
  srcExclude: ['**/node_modules/**', 'dist/**', 'runs/**', 'test/**', 'coverage/**'],
  outDir: '../dist-site',
  rewrites: { 'README.md': 'index.md', ':path(.*)/README.md': ':path/index.md' },
  // The API reference is made by TypeDoc after this.
  ignoreDeadLinks: [/^\/api\//],
  cleanUrls: false,
  vite: { publicDir: 'docs/.vitepress/public', build: { chunkSizeWarningLimit: 2000 } },
  markdown: {
    config(md) {
      md.core.ruler.push('settle_links', ({ tokens }) => {
        for (const { children } of tokens)
          for (const child of children ?? []) if (child.type === 'link_open') settle(child);
      });
      md.use(katex, { delimiters: 'dollars', output: 'mathml' });
      // Indented code in the box of fenced code: without one, long lines make the page wider than the window.
      md.renderer.rules.code_block = (...line) => md.renderer.rules.fence!(...line);
    },
  },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      { text: 'Start', link: '/' },
      { text: 'Gallery', link: '/docs/gallery' },
      { text: 'Scenario files', link: '/docs/scenario-files' },
      { text: 'API', link: '/api/index.html', target: '_self' },
    ],
    sidebar: [
      {
        text: 'Start',
        items: [
          { text: 'Quick start', link: '/' },
          { text: 'Gallery', link: '/docs/gallery' },
          { text: 'Which method?', link: '/docs/which-method' },
          { text: 'Which estimate of I?', link: '/docs/which-estimate' },
          { text: 'Your own initial data', link: '/docs/own-data' },
          { text: 'Read results in Python', link: '/docs/python' },
        ],
      },
      {
        text: 'Use',
        items: [
          { text: 'The command line', link: '/docs/command-line' },
          { text: 'Pages', link: '/docs/pages' },
          { text: 'Scenario files', link: '/docs/scenario-files' },
          { text: 'Compare methods', link: '/docs/compare' },
          { text: 'Studies', link: '/docs/studies' },
          { text: 'On a cluster', link: '/docs/slurm' },
          { text: 'Plasmas in their units', link: '/docs/plasma' },
          { text: 'Baths and fields', link: '/docs/forcing' },
          { text: 'Watchdogs', link: '/docs/watchdogs' },
          { text: 'Fisher information', link: '/docs/fisher' },
          { text: 'From TypeScript', link: '/docs/library' },
          { text: 'API reference', link: '/api/index.html', target: '_self' },
        ],
      },
      {
        text: 'Measured',
        items: [
          { text: 'Comparisons', link: '/docs/comparisons' },
          { text: 'Scenarios in full', link: '/docs/estimates' },
          { text: 'Legendre method', link: '/docs/legendre' },
          { text: 'Convergence', link: '/docs/convergence' },
          { text: 'Convergence of the mesh', link: '/docs/mesh-convergence' },
          { text: 'Integrators', link: '/docs/integrators' },
          { text: 'Estimators of H and I', link: '/docs/fisher-estimators' },
          { text: 'Performance', link: '/docs/performance' },
          { text: 'Reliability', link: '/docs/reliability' },
          { text: 'Errata of the literature', link: '/docs/errata' },
        ],
      },
      {
        text: 'Extend',
        items: [
          { text: 'Add a method', link: '/CONTRIBUTING#add-a-method' },
          { text: 'Contributing', link: '/CONTRIBUTING' },
          { text: 'Floor plan and glossary', link: '/src/' },
          { text: 'Tests that can fail', link: '/docs/mutation' },
          { text: 'Licences', link: '/docs/licences' },
          { text: 'Changelog', link: '/CHANGELOG' },
        ],
      },
    ],
  },
});
