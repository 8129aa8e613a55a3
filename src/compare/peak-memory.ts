import { readFileSync } from 'node:fs';

/**
 * Largest resident memory of this process so far, in bytes. Linux lets the count of getrusage begin with that of the process that
 * started this one; VmHWM is of its own memory.
 */
export function peakMemory(): number {
  return ownPeak() ?? 1024 * process.resourceUsage().maxRSS;
}

function ownPeak(): number | undefined {
  try {
    const kilobytes = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
    return kilobytes === undefined ? undefined : 1024 * Number(kilobytes);
  } catch {
    return undefined;
  }
}
