// What targets divide by each other, measured in rounds: both sides within seconds, and the rounds spread over the whole benchmark,
// so that a neighbour who slows the machine for a minute spoils few of them.
import { createMachine } from '../../dist/kernels/machine.js';
import { scattered } from './clouds.mjs';
import { meshSum } from './drifts.mjs';
import { scoreOf } from './loops.mjs';
import { seconds, sideBySide, steadySeconds } from './measure.mjs';
import { directInC, twoPrograms } from './yardstick.mjs';

const { kernels: simd } = createMachine();
/** Particles of a direct sum, whose rate stands for more; the table of pair sums has that of 98304. */
const few = 16384;

/** Seconds of all contestants in the dimension d, Coulomb, and what two threads gain. */
function prepareRound(d) {
  const side = scattered(d, few);
  const directBy =
    ({ kernels }) =>
    () =>
      kernels.addPairForces(1, -3, side, side);
  const direct = directBy({ kernels: simd });
  const [hundred, million, species] = [
    meshSum(d, -3, 1e5),
    meshSum(d, -3, 1e6),
    meshSum(d, -3, 1e6, { masses: [1, 2] }),
  ];
  const scores = d === 2 ? [] : [46, 100].map((axis) => scoreOf(d, axis, 12));
  const particles = { direct: few, 1e5: hundred.particles, 1e6: million.particles, species: species.particles };
  const round = async () => ({
    direct: seconds(direct),
    c512: directInC[512](d, -3, few),
    c256: directInC[256](d, -3, few),
    mesh: { 1e5: steadySeconds(hundred.run), 1e6: steadySeconds(million.run) },
    species: steadySeconds(species.run),
    scores: scores.map((score) => steadySeconds(() => score(simd))),
    directGain: await sideBySide(directBy),
    meshGain: await sideBySide((machine) => meshSum(d, -3, 1e5, { machine }).run),
  });
  return { d, particles, round };
}

/** `next` does one round; `results` are all but the first, which warms the engine. */
export function prepareRounds() {
  const dimensions = [2, 3].map(prepareRound);
  const rounds = [];
  return {
    async next() {
      const [plane, space] = [await dimensions[0].round(), await dimensions[1].round()];
      rounds.push({ 2: plane, 3: space, programsGain: await twoPrograms(3, -3, few) });
    },
    results: () => ({
      particles: Object.fromEntries(dimensions.map(({ d, particles }) => [d, particles])),
      rounds: rounds.slice(1),
    }),
  };
}
