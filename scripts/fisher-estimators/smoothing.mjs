// What the mollifier and the lattice do, without any randomness.
import { fromExact, fromParticles } from './estimators.mjs';
import { draw, errorOf, label } from './particles.mjs';
import { percent, table } from './statistics.mjs';

const names = ['raw', 'corrected', 'extrapolated'];

/** Errors if f ~ were known exactly. */
export function smoothingTable(states) {
  const rows = states.flatMap((state) =>
    [0.05, 0.1, 0.2, 0.4].map((kappa) => {
      const found = fromExact(state, kappa);
      const entries = ['fisher', 'entropy'].flatMap((part) =>
        names.map((name) => percent(errorOf(state, part)(found[part][name]))),
      );
      return [label(state), kappa, ...entries];
    }),
  );
  return table(['d, state', 'kappa', ...names.map((name) => `${name} I`), ...names.map((name) => `${name} H`)], rows);
}

/** Powers of kappa of those errors, between 0.002 and 0.001. */
export function orderTable(states) {
  const rows = states.map((state) => {
    const [fine, coarse] = [0.001, 0.002].map((kappa) => fromExact(state, kappa));
    const order = (part, name) => {
      const [a, b] = [fine, coarse].map((found) => Math.abs(errorOf(state, part)(found[part][name])));
      return Math.log2(b / a).toFixed(2);
    };
    return [label(state), ...['fisher', 'entropy'].flatMap((part) => names.map((name) => order(part, name)))];
  });
  return table(['d, state', ...names.map((name) => `${name} I`), ...names.map((name) => `${name} H`)], rows);
}

/** Particles on lattices of so many cells per axis, box [-6, 6]^d: the ripples that they leave in f ~, and the mollifier. */
export function latticeTable(cases) {
  const rows = cases.flatMap(([state, cells]) =>
    [0.8, 1].map((width) => {
      const { particles, spacing, anchor } = draw(state, 'lattice', cells ** state.d, 0);
      const kappa = (width * spacing) ** 2;
      const found = fromParticles(particles, kappa, spacing, anchor, 1e-10);
      const ripples = found.fisher.raw / fromExact(state, kappa).fisher.raw - 1;
      const entry = (part, name) => percent(errorOf(state, part)(found[part][name]), 3);
      return [
        label(state),
        cells,
        width,
        kappa.toFixed(3),
        Math.abs(ripples).toExponential(0),
        ...names.map((name) => entry('fisher', name)),
        ...names.slice(1).map((name) => entry('entropy', name)),
      ];
    }),
  );
  const head = ['d, state', 'cells', 'width/h', 'kappa', 'ripples', 'raw I', 'corrected I', 'extrapolated I'];
  return table([...head, 'corrected H', 'extrapolated H'], rows);
}
