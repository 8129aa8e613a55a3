import process from 'node:process';

/** Opens an address or a file in the browser of the desktop, that of BROWSER where it is set; says whether that could be started. */
export async function openBrowser(address: string): Promise<boolean> {
  const { spawn } = process.getBuiltinModule('node:child_process');
  const [command, ...words] = opener(address);
  return new Promise((done) => {
    const child = spawn(command, words, { detached: true, stdio: 'ignore' });
    child.once('error', () => done(false));
    child.once('spawn', () => {
      child.unref();
      done(true);
    });
  });
}

function opener(address: string): readonly [string, ...string[]] {
  const own = process.env.BROWSER;
  if (own !== undefined && own !== '') return [own, address];
  if (process.platform === 'darwin') return ['open', address];
  // `start` takes its first quoted word for a title.
  if (process.platform === 'win32') return ['cmd', '/c', 'start', '', address];
  return ['xdg-open', address];
}
