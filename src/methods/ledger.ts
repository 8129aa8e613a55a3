import { densityChanged } from '../physics/forcing.ts';
import { givers, type Mixture } from '../physics/mixture.ts';
import type { Given } from './snapshot.ts';

/*
 * What baths and forcings have given to the species, as methods keep it with their state: momentum (d entries), energy and density of one giver after
 * the other.
 */

/** Entries of the ledger of a mixture. */
export function ledgerLength(mixture: Mixture): number {
  return ledgerPlace(mixture, givers(mixture).length);
}

/** The first entry of a giver: its momentum, with its energy behind. */
export function ledgerPlace({ dimension: d }: Pick<Mixture, 'dimension'>, giver: number): number {
  return giver * (d + 2);
}

/** The entry of the density of a giver whose momentum begins at `at`. */
export function densityPlace({ dimension: d }: Pick<Mixture, 'dimension'>, at: number): number {
  return at + d + 1;
}

/** The ledger as snapshots have it. */
export function readLedger(mixture: Mixture, ledger: Float64Array): readonly Given[] {
  const { dimension: d, forcing } = mixture;
  const all = givers(mixture);
  return all.map((_, a) => {
    const at = ledgerPlace(mixture, a);
    const own = forcing[a - (all.length - forcing.length)];
    const changes = own !== undefined && densityChanged(own) !== undefined;
    return {
      momentum: Array.from(ledger.subarray(at, at + d)),
      energy: ledger[at + d],
      ...(changes ? { density: ledger[densityPlace(mixture, at)] } : {}),
    };
  });
}
