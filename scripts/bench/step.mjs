// The two parts of a step of the blob method against each other.
import { summations } from '../../dist/collision/summations.js';
import { kernels } from '../../dist/kernels/kernels.js';
import { forcesOf, maxwellian, mixtureOf } from './clouds.mjs';
import { scoreOf } from './loops.mjs';
import { median, steadySeconds } from './measure.mjs';

/** Score (12 nodes an axis) over mesh sum (Coulomb) for the same side^3 particles: the median over rounds that have both. */
export function scoreOverMesh(side, rounds) {
  const clouds = [maxwellian(3, side)];
  const forces = forcesOf(clouds);
  const sum = summations.mesh.prepare(mixtureOf(3, -3, clouds));
  const score = scoreOf(3, side, 12);
  const ratios = Array.from(
    { length: rounds },
    () => steadySeconds(() => score(kernels())) / steadySeconds(() => sum.sum(forces)),
  );
  return { name: `score / mesh sum, d = 3, N = ${side ** 3}`, ratio: median(ratios) };
}
