// Measures the memory of a mesh sum with its particles in a separate process. As a program, memory.ts <d> <n> prints bytes per particle.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Dimension } from '../../dist/core/vector-field.js';
import type { Size } from './drifts.ts';

const own = fileURLToPath(import.meta.url);

export interface MemoryUse {
  readonly name: string;
  readonly kind: 'memory';
  readonly d: Dimension;
  readonly n: number;
  readonly bytes: number;
}

/** Bytes per particle: peak resident memory of a Coulomb sum over n particles minus that of a sum over few particles. */
export function memoryPerParticle(d: Dimension, n: Size): MemoryUse {
  const bytes = Number(
    execFileSync(process.execPath, [...process.execArgv, own, String(d), String(n)], { encoding: 'utf8' }),
  );
  return { name: `memory of a mesh sum d=${d} N=${n}`, kind: 'memory', d, n, bytes };
}

if (process.argv[1] === own) {
  const { summations } = await import('../../dist/collision/summations.js');
  const { peakMemory } = await import('../../dist/study/member.js');
  const { maxwellian, mixtureOf } = await import('./clouds.ts');
  const { sides } = await import('./drifts.ts');
  const d = process.argv[2] === '2' ? 2 : 3;
  const n = Number(process.argv[3]) as Size;
  const peak = (side: number) => {
    const clouds = [maxwellian(d, side)];
    summations.mesh.prepare(mixtureOf(d, -3, clouds)).sum(clouds);
    return [peakMemory(), clouds[0].weights.length];
  };
  const [base] = peak(20);
  const [whole, particles] = peak(sides[d][n]);
  console.log(Math.round((whole - base) / particles));
}
