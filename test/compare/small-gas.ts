import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** One species on the BKW solution, five steps of a moment's work. */
export const smallGas = `title: A small gas
dimension: 2
seed: 7
species:
  - name: gas
    mass: 1
    density: 1
    initial: { bkw: { temperature: 1, amplitude: 0.5 } }
    particles: { sampling: lattice, count: 100, box: [-4, 4] }
collisions: { exponent: 0, strength: 0.0625 }
method: { name: blob, score: extrapolated }
time: { step: 0.2, until: 1 }
output: { every: 0.2 }
expect:
  energy_drift: { below: 1e-12, at: always }
  entropy_rate: { below: 0 }
`;

/** The gas as a file in a new directory, and the place of its comparison. */
export function workplaceIn(directory: string, text = smallGas): { readonly file: string; readonly directory: string } {
  const file = join(directory, 'gas.yaml');
  writeFileSync(file, text);
  return { file, directory: join(directory, 'compared') };
}
