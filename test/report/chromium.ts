import { existsSync } from 'node:fs';
import process from 'node:process';
import { type Browser, chromium } from 'playwright-core';

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
