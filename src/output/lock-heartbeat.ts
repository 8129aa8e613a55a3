import { Worker } from 'node:worker_threads';

/** Seconds without a sign of life after which a process of another machine counts as gone. */
export const silence = 120;

/** Seconds between two signs of life. */
const interval = 20;

/**
 * Touches a lock regularly while it carries the token, from a thread of its own: a step of a large run takes longer than
 * another machine would wait. Returns how to stop it.
 */
export function lockHeartbeat(path: string, token: string): () => void {
  locks.set(token, path);
  tell();
  return () => {
    locks.delete(token);
    tell();
  };
}

const locks = new Map<string, string>();
let thread: Worker | undefined;

function tell(): void {
  if (thread === undefined && locks.size > 0) thread = startThread();
  thread?.postMessage([...locks]);
}

/** undefined where the system allows no more threads: the lock then looks old to other machines, and to nobody else. */
function startThread(): Worker | undefined {
  try {
    const options = { eval: true, workerData: { seconds: interval }, stdin: false, env: {}, execArgv: [] };
    const started = new Worker(program, options);
    started.on('error', () => {
      thread = undefined;
    });
    started.unref();
    return started;
  } catch {
    return undefined;
  }
}

// The first byte is written again, so that the file gets the time of the file system and not that of this machine.
const program = `
const { closeSync, openSync, readFileSync, writeSync } = require('node:fs');
const { parentPort, workerData } = require('node:worker_threads');
let locks = [];
parentPort.on('message', (list) => { locks = list; });
setInterval(() => {
  for (const [token, path] of locks)
    try {
      if (!readFileSync(path, 'utf8').includes(token)) continue;
      const file = openSync(path, 'r+');
      try {
        writeSync(file, '{', 0);
      } finally {
        closeSync(file);
      }
    } catch {}
}, 1000 * workerData.seconds);
`;
