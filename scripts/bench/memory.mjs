// Memory of a mesh sum with its particles, in a process of its own. As a program: memory.mjs <d> <n>, prints bytes a particle.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const own = fileURLToPath(import.meta.url);

/** Bytes a particle: resident memory at the peak of a Coulomb sum over n particles beyond that of a sum over few. */
export function memoryPerParticle(d, n) {
  const bytes = Number(execFileSync(process.execPath, [own, String(d), String(n)], { encoding: 'utf8' }));
  return { name: `memory of a mesh sum d=${d} N=${n}`, kind: 'memory', d, n, bytes };
}

if (process.argv[1] === own) {
  const { summations } = await import('../../dist/collision/summations.js');
  const { peakMemory } = await import('../../dist/study/member.js');
  const { forcesOf, maxwellian, mixtureOf } = await import('./clouds.mjs');
  const { sides } = await import('./drifts.mjs');
  const [d, n] = process.argv.slice(2).map(Number);
  const peak = (side) => {
    const clouds = [maxwellian(d, side)];
    summations.mesh.prepare(mixtureOf(d, -3, clouds)).sum(forcesOf(clouds));
    return [peakMemory(), clouds[0].weights.length];
  };
  const [base] = peak(20);
  const [whole, particles] = peak(sides[d][n]);
  console.log(Math.round((whole - base) / particles));
}
