// The C programs of scripts/yardstick: the same sums as fast as one core can run them, if there is a compiler.
import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Seconds } from './measure.ts';

const folder = mkdtempSync(`${tmpdir()}/yardstick-`);
const source = fileURLToPath(new URL('../yardstick', import.meta.url));

process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

/** Bits of its vectors. */
export type Bits = 512 | 256 | 128;

/** A C program: its seconds for given parameters, and its path; null without a compiler. */
export type Yardstick = ((...parameters: readonly number[]) => Seconds) & { readonly program: string | null };

/**
 * Builds the program of that name with additional options. Returns a function that runs it and returns the seconds that it reports;
 * null without a compiler that supports the options.
 */
export function yardstick(name: string, ...options: readonly string[]): Yardstick {
  const program = `${folder}/${[name, ...options].join('')}`;
  const words = ['-O3', '-march=native', '-ffast-math', ...options, '-o', program, `${source}/${name}.c`, '-lm'];
  const compiled = spawnSync(process.env.CC ?? 'gcc', words).status === 0;
  const run = (...parameters: readonly number[]): Seconds => {
    if (!compiled) return null;
    const { status, stdout } = spawnSync(program, parameters.map(String), { encoding: 'utf8' });
    return status === 0 ? Number(stdout) : null;
  };
  return Object.assign(run, { program: compiled ? program : null });
}

/** The pair sum with vectors of 512 and 256 bits, and as in WebAssembly: 128 bits, no fused multiply-add. */
export const directInC: Readonly<Record<Bits, Yardstick>> = {
  512: yardstick('direct', '-DLANES=8', '-DROWS=4'),
  256: yardstick('direct', '-DLANES=4', '-DROWS=4'),
  128: yardstick('direct', '-DLANES=2', '-DROWS=1', '-mno-avx512f', '-mno-fma'),
};

/** The speedup of two independent programs: twice the time of one alone, divided by the longer time of two at once. */
export async function twoPrograms(d: number, gamma: number, n: number): Promise<Seconds> {
  const { program } = directInC[128];
  if (program === null) return null;
  const start = async () => Number((await promisify(execFile)(program, [d, gamma, n].map(String))).stdout);
  const alone = await start();
  return (2 * alone) / Math.max(...(await Promise.all([start(), start()])));
}
