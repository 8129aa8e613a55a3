import { existsSync } from 'node:fs';
import process from 'node:process';
import axe, { type AxeResults } from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** A Chromium of this machine: that of CHROMIUM, else where Debian and others put it. */
export const chromiumPath = [process.env.CHROMIUM ?? '', ...places].find((path) => path !== '' && existsSync(path));

/** What a test that needs a browser is called: with the reason where it is skipped. */
export function inBrowser(title: string): string {
  return chromiumPath === undefined ? `${title} (skipped: no Chromium at ${places.join(', ')} or $CHROMIUM)` : title;
}

export function launch(): Promise<Browser> {
  // The sandbox needs privileges that containers do not give; the pages are our own.
  return chromium.launch({ executablePath: String(chromiumPath), args: ['--no-sandbox'] });
}

/**
 * What axe finds wrong with a page, by all of its rules or some. Pictures are described as a whole: what is in them is taken out
 * meanwhile, for axe looks at every element of a page, excluded or not.
 */
export async function axeFaults(page: Page, rules?: readonly string[]): Promise<string[]> {
  await page.evaluate(axe.source);
  const options = {
    resultTypes: ['violations'],
    ...(rules === undefined ? {} : { runOnly: { type: 'rule', values: rules } }),
  };
  const { violations } = await page.evaluate<AxeResults>(`(async () => {
    const pictures = [...document.querySelectorAll('svg.picture')].map((svg) => [svg, [...svg.childNodes]]);
    for (const [svg] of pictures) svg.replaceChildren();
    try {
      return await axe.run(document, ${JSON.stringify(options)});
    } finally {
      for (const [svg, nodes] of pictures) svg.replaceChildren(...nodes);
    }
  })()`);
  return violations.map(({ id, nodes }) => `${id} x ${nodes.length}: ${nodes[0].html.slice(0, 160)}`);
}
