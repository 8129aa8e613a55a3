import type { Expansion } from './fields.ts';
import type { Mass } from './mass-matrix.ts';

/** Density, momentum over mass along the axis and int |v|^2 f dv of every species, as linear forms of the unknowns. */
export interface MomentForms {
  /** The three forms of species i; overwritten by the next call. */
  measure(y: Float64Array, i: number): Float64Array;
  /** The forms of all species, three per species. */
  all(y: Float64Array): Float64Array;
  /** Adds factor times form number x, in the order of `all`, to a vector of the unknowns. */
  add(factor: number, x: number, to: Float64Array): void;
}

export function speciesMomentForms({ bases, layout }: Expansion, mass: Mass): MomentForms {
  const S = bases.length;
  const forms = Array.from({ length: 3 * S }, (_, x) => {
    const [i, kind] = [Math.floor(x / 3), x % 3];
    const m = layout.modes.indexOf(kind === 1 ? 1 : 0);
    const weights = new Float64Array(layout.length);
    if (m < 0) return weights;
    const test = new Float64Array(layout.length);
    for (let a = layout.firstNode(m); a < bases[i].nodes.length; a++)
      test[layout.offset(i, m) + a] = bases[i].nodes[a] ** kind;
    mass.apply(test, weights);
    return weights;
  });
  const dot = (x: number, y: Float64Array) => {
    let sum = 0;
    for (let k = 0; k < layout.length; k++) sum += forms[x][k] * y[k];
    return sum;
  };
  const three = new Float64Array(3);
  return {
    measure(y, i) {
      for (let kind = 0; kind < 3; kind++) three[kind] = dot(3 * i + kind, y);
      return three;
    },
    all: (y) => Float64Array.from(forms, (_, x) => dot(x, y)),
    add(factor, x, to) {
      if (factor === 0) return;
      for (let k = 0; k < to.length; k++) to[k] += factor * forms[x][k];
    },
  };
}
