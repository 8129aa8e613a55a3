// Effects of the mollifier and the lattice, without randomness.
import {
  type EstimatorName,
  fromExact,
  fromParticles,
  estimatorNames as names,
  type Part,
  parts,
} from './estimators.ts';
import { draw, errorOf, label } from './particles.ts';
import type { State } from './states.ts';
import { percent, table } from './statistics.ts';

/** Errors if f ~ were known exactly. */
export function smoothingTable(states: readonly State[]): string {
  const rows = states.flatMap((state) =>
    [0.05, 0.1, 0.2, 0.4].map((kappa) => {
      const found = fromExact(state, kappa);
      const entries = parts.flatMap((part) => names.map((name) => percent(errorOf(state, part)(found[part][name]))));
      return [label(state), kappa, ...entries];
    }),
  );
  return table(['d, state', 'kappa', ...names.map((name) => `${name} I`), ...names.map((name) => `${name} H`)], rows);
}

/** Powers of kappa of those errors, between 0.002 and 0.001. */
export function orderTable(states: readonly State[]): string {
  const rows = states.map((state) => {
    const [fine, coarse] = [0.001, 0.002].map((kappa) => fromExact(state, kappa));
    const order = (part: Part, name: EstimatorName) => {
      const [a, b] = [fine, coarse].map((found) => Math.abs(errorOf(state, part)(found[part][name])));
      return Math.log2(b / a).toFixed(2);
    };
    return [label(state), ...parts.flatMap((part) => names.map((name) => order(part, name)))];
  });
  return table(['d, state', ...names.map((name) => `${name} I`), ...names.map((name) => `${name} H`)], rows);
}

/** Errors for particles on lattices with given numbers of cells per axis, box [-6, 6]^d: the ripples of f ~, and the mollifier. */
export function latticeTable(cases: readonly (readonly [state: State, cells: number])[]): string {
  const rows = cases.flatMap(([state, cells]) =>
    [0.8, 1].map((width) => {
      const { particles, spacing, anchor } = draw(state, 'lattice', cells ** state.d, 0);
      const kappa = (width * spacing) ** 2;
      const found = fromParticles(particles, kappa, spacing, anchor, 1e-10);
      const ripples = found.fisher.raw / fromExact(state, kappa).fisher.raw - 1;
      const entry = (part: Part, name: EstimatorName) => percent(errorOf(state, part)(found[part][name]), 3);
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
