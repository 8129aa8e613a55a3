import type { Mixture } from '../../physics/mixture.ts';
import type { Expansion } from './fields.ts';
import { operatorKinds, type PartnerOperator } from './partner-operators.ts';

/**
 * The diffusion tensor sum_j c_ij D_j / m_i^2 and the friction sum_j c_ij K_j / (m_i m_j) of one species, in the directions of r and
 * theta, with the weights of the radii: entry p T + k as in Field.
 */
export interface Potentials {
  readonly rr: Float64Array;
  readonly rt: Float64Array;
  readonly tt: Float64Array;
  readonly kr: Float64Array;
  readonly kt: Float64Array;
}

const kinds = ['rr', 'rt', 'tt', 'kr', 'kt'] as const;

export function createPotentials({ angles, bases }: Pick<Expansion, 'angles' | 'bases'>): readonly Potentials[] {
  return bases.map(({ points }) => {
    const values = () => new Float64Array(points * angles.count);
    return { rr: values(), rt: values(), tt: values(), kr: values(), kt: values() };
  });
}

/** Adds the potentials due to the unknowns y of all species or of one species; linear in y. */
export type AddPotentials = (y: Float64Array, potentials: readonly Potentials[], only?: number) => void;

export function potentialEvaluation(
  mixture: Mixture,
  { angles, bases, layout }: Expansion,
  operators: readonly (readonly (PartnerOperator | undefined)[])[],
): AddPotentials {
  const T = angles.count;
  const M = layout.modes.length;
  const nodal = bases.map(({ nodes }) => new Float64Array(M * nodes.length));
  /** The radial factors of one kind, by point and then by harmonic: entry p M + m. */
  const radial = bases.map(({ points }) => new Float64Array(points * M));
  /** The distinct operators of every partner, with the species on which they act. */
  const actions = bases.map((_, j) => {
    const different = new Set(operators.flatMap((row) => row[j] ?? []));
    return [...different].map((operator) => ({
      operator,
      targets: [...bases.keys()].filter((i) => operators[i][j] === operator),
    }));
  });
  return (y, potentials, only) => {
    bases.forEach(({ nodes }, j) => {
      for (let m = 0; m < M; m++) layout.read(y, j, m, nodal[j].subarray(m * nodes.length, (m + 1) * nodes.length));
    });
    for (const kind of operatorKinds) {
      for (const own of radial) own.fill(0);
      const acting = (only === undefined ? actions : [actions[only]]).flat();
      if (acting.every(({ operator }) => operator[kind].every(({ length }) => length === 0))) continue;
      bases.forEach(({ nodes: { length: n } }, j) => {
        if (only !== undefined && j !== only) return;
        for (const { operator, targets } of actions[j])
          for (let m = 0; m < M; m++) {
            const matrix = operator[kind][m];
            if (matrix.length === 0) continue;
            const column = operator.apply(matrix, nodal[j].subarray(m * n, (m + 1) * n));
            for (const i of targets) {
              const [mi, mj] = [mixture.species[i].mass, mixture.species[j].mass];
              const factor = mixture.strength(i, j) / (mi * (kind[0] === 'k' ? mj : mi));
              const { points } = bases[i];
              for (let p = 0; p < points; p++) radial[i][p * M + m] += factor * column[p];
            }
          }
      });
      const shape = kind === 'rt' || kind === 'kt' ? angles.slopes : kind === 'tt2' ? angles.second : angles.values;
      bases.forEach(({ points }, i) => {
        addExpansion(radial[i], shape, points, M, T, potentials[i][kind === 'tt2' ? 'tt' : kind]);
      });
    }
  };
}

/** to[p, k] += sum_m radial[p, m] shape[m, k], four angles at a time. */
function addExpansion(
  radial: Float64Array,
  shape: Float64Array,
  points: number,
  M: number,
  T: number,
  to: Float64Array,
) {
  for (let p = 0; p < points; p++) {
    const at = p * T;
    const row = p * M;
    let k = 0;
    for (; k + 3 < T; k += 4) {
      let s0 = 0;
      let s1 = 0;
      let s2 = 0;
      let s3 = 0;
      for (let m = 0, from = k; m < M; m++, from += T) {
        const factor = radial[row + m];
        s0 += factor * shape[from];
        s1 += factor * shape[from + 1];
        s2 += factor * shape[from + 2];
        s3 += factor * shape[from + 3];
      }
      to[at + k] += s0;
      to[at + k + 1] += s1;
      to[at + k + 2] += s2;
      to[at + k + 3] += s3;
    }
    for (; k < T; k++) {
      let sum = 0;
      for (let m = 0; m < M; m++) sum += radial[row + m] * shape[m * T + k];
      to[at + k] += sum;
    }
  }
}

/** Copies potentials; sets them to zero if there is no source. */
export function setPotentials(potentials: readonly Potentials[], source?: readonly Potentials[]): void {
  potentials.forEach((own, i) => {
    for (const kind of kinds)
      if (source === undefined) own[kind].fill(0);
      else own[kind].set(source[i][kind]);
  });
}

/** to += factor * part. */
export function addPotentialsOf(factor: number, part: readonly Potentials[], to: readonly Potentials[]): void {
  to.forEach((own, i) => {
    for (const kind of kinds) {
      const [sums, parts] = [own[kind], part[i][kind]];
      for (let at = 0; at < sums.length; at++) sums[at] += factor * parts[at];
    }
  });
}
