import { densityChanged } from '../physics/forcing.ts';
import { givers, type Mixture } from '../physics/mixture.ts';
import type { Given } from './snapshot.ts';

/*
 * What baths and forcings have given to the species, stored with the state of a method: momentum (d entries), energy and density, giver by
 * giver.
 */

/** The number of entries in the ledger of a mixture. */
export function ledgerLength(mixture: Mixture): number {
  return ledgerPlace(mixture, givers(mixture).length);
}

/** The first entry of a giver: its momentum, followed by its energy. */
export function ledgerPlace({ dimension: d }: Pick<Mixture, 'dimension'>, giver: number): number {
  return giver * (d + 2);
}

/** The entry for the density of the giver whose momentum begins at `at`. */
export function densityPlace({ dimension: d }: Pick<Mixture, 'dimension'>, at: number): number {
  return at + d + 1;
}

/** Returns the ledger in the form that snapshots use. */
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
