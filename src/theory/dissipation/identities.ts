import type { Estimate } from '../../core/statistics.ts';
import type { Density } from '../../physics/density.ts';
import {
  coarser,
  contactTerm,
  defaultResolution,
  isTogether,
  type QuadratureOptions,
  splitPower,
} from './by-quadrature.ts';
import { type CollisionPair, checkPair, isLike, jointIntegrand, type PairIntegrand } from './collision-pair.ts';
import { entropyIntegrand, lemmaIntegrand, rotationIntegrand, splitIntegrand, splitParts } from './integrands.ts';
import { operatorIntegrand, operatorParts, operatorSizes } from './operator-integrand.ts';
import { integratePairs, type PairResolution, pairRule } from './pair-rule.ts';

/** The identities behind the dissipation of I for one ordered pair, with each side integrated separately. */
export interface PairIdentities {
  /** int Q_ji dv, which is 0. */
  readonly number: Estimate;
  /** The pair's part of dH/dt, by the collision operator and by equation (1.6). */
  readonly entropy: { readonly operator: Estimate; readonly production: Estimate };
  /**
   * The pair's part of dI/dt. Propositions 2.2 and 3.1 include the contact term; undefined if they do not hold, for unlike species with
   * gamma < -d.
   */
  readonly fisher: {
    readonly operator: Estimate;
    readonly lemma: Estimate;
    readonly rotations: Estimate | undefined;
    readonly split: Estimate | undefined;
  };
}

/**
 * Both sides of every identity that turns the collision operator into the dissipation, by product quadrature. `operator` uses no
 * integration by parts (see operatorIntegrand), so agreement confirms the other forms for these densities, within the errors. An error is
 * an estimate plus a bound on the round-off. The estimate is the change between three quarters of the nodes and all of them, or a quarter
 * of the change between nine sixteenths and three quarters if that is larger. Throws InputError for a pair out of range.
 */
export function identitiesByQuadrature(
  pair: CollisionPair,
  f_i: Density,
  f_j: Density,
  options: QuadratureOptions = {},
): PairIdentities {
  checkPair(pair, f_i, f_j);
  const d = f_i.dimension;
  const like = isLike(pair, f_i, f_j);
  const holds = like || pair.exponent >= -d;
  const together = isTogether(pair, like, d);
  const always = [operatorIntegrand(pair, d, like), entropyIntegrand(pair, d), lemmaIntegrand(pair, d)];
  const integrand = withSizes(
    jointIntegrand(holds ? [...always, rotationTotal(pair, d), splitIntegrand(pair, d)] : always),
  );
  const power = holds ? splitPower(pair, like, together) : 2;
  const evaluate = (resolution: PairResolution) => {
    const rule = pairRule(d, pair, power, f_i.bulk, f_j.bulk, resolution);
    return {
      sums: integratePairs(rule, f_i, f_j, integrand, like),
      contact: together ? contactTerm(pair, f_i, f_j, rule.contact()) : 0,
    };
  };
  const all = options.resolution ?? defaultResolution(d, f_i.bulk, f_j.bulk);
  const fine = evaluate(all);
  const coarse = evaluate(coarser(all));
  const coarsest = evaluate(coarser(coarser(all)));
  // Two resolutions may agree by chance.
  const change = (value: (one: typeof fine) => number) =>
    Math.max(Math.abs(value(fine) - value(coarse)), Math.abs(value(coarse) - value(coarsest)) / convergence);
  const count = fine.sums.length / 2;
  const part = (c: number, sign = 1): Estimate => ({
    value: sign * fine.sums[c],
    error: change(({ sums }) => sums[c]) + roundOff * fine.sums[count + c],
  });
  /** Terms of the operator cancel within the integrand; for two Maxwellians of one temperature all of them do. */
  const operator = (c: number): Estimate => {
    const { value, error } = part(c);
    return { value, error: error + roundOff * fine.sums[operatorSizes + c] };
  };
  const withContact = (c: number): Estimate | undefined => {
    if (!holds) return undefined;
    const { value, error } = part(c);
    return { value: value + fine.contact, error: error + change(({ contact }) => contact) };
  };
  return {
    number: operator(operatorParts.number),
    entropy: { operator: operator(operatorParts.entropy), production: part(places.production, -1) },
    fisher: {
      operator: operator(operatorParts.fisher),
      lemma: part(places.lemma),
      rotations: withContact(places.rotations),
      split: withContact(places.split + splitParts.total),
    },
  };
}

/** Indices at which the parts of the joint integrand begin. */
const places = { production: 6, lemma: 7, rotations: 8, split: 9 } as const;

/** The change between two resolutions falls at least by this factor with the next finer one; it was observed to fall tenfold. */
const convergence = 4;

/** Relative to the integral of |h|: sums of a million terms were observed to have errors of a few units in the last place. */
const roundOff = 64 * Number.EPSILON;

/** Proposition 2.2 as one component: its gain without its squares, whose divergences cancel at gamma = -d. */
function rotationTotal(pair: CollisionPair, d: Density['dimension']): PairIntegrand {
  const both = rotationIntegrand(pair, d);
  const parts = new Float64Array(2);
  return {
    powers: { unlike: [0], like: [2] },
    evaluate(point, out, at) {
      both.evaluate(point, parts, 0);
      out[at] = parts[1] - parts[0];
    },
  };
}

/** The components of h, followed by those of |h|. */
function withSizes({ powers, evaluate }: PairIntegrand): PairIntegrand {
  const count = powers.like.length;
  return {
    powers: { unlike: [...powers.unlike, ...powers.unlike], like: [...powers.like, ...powers.like] },
    evaluate(point, out, at) {
      evaluate(point, out, at);
      for (let c = 0; c < count; c++) out[at + count + c] = Math.abs(out[at + c]);
    },
  };
}
