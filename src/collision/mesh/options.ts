import * as z from 'zod';
import { flag, map, number, optional, withDefault } from '../../schema/fields.ts';

/** The trade-off of a mesh sum between accuracy and time. */
export interface MeshOptions {
  /** Mesh spacing in units of the particle spacing. */
  readonly spacing: number;
  /** Radius in mesh spacings within which the kernel is softened. Default: the smallest that keeps it positive. */
  readonly softening?: number | undefined;
  /** Order of the B-splines. */
  readonly order: 4 | 6;
  /** Length of the torus in units of the mesh; with 2 or more, no pair of particles interacts with an image of the kernel. */
  readonly torus: number;
  /** Adds the part of the kernel that softening removes within its radius; close unlike pairs keep the core of the direct sum. */
  readonly nearField: boolean;
}

/**
 * Cubic splines at 1.35 particle spacings: for Coulomb collisions of jittered particles, the error relative to the continuum equals the
 * error of the direct sum. With a torus of 1.5 lengths only pairs in opposite tails interact with images; the f-weighted error is the same
 * as with 2 and the transforms take 0.42 of the time (d = 3).
 */
export const defaultMeshOptions = {
  spacing: 1.35,
  order: 4,
  torus: 1.5,
  nearField: false,
} as const satisfies MeshOptions;

/** The options in a scenario. */
export function meshOptions() {
  const { spacing: coarseness, order: splines, torus: length, nearField } = defaultMeshOptions;
  const spacing = number(
    'Mesh spacing in units of the particle spacing; the error is proportional to its fourth power',
    {
      from: 0.5,
      to: 4,
    },
  );
  const softening = number('Radius in mesh spacings within which the kernel is softened', { from: 1, to: 8 });
  const order = z
    .literal([4, 6], { error: '4 or 6' })
    .describe('Order of the splines between particles and mesh, 4 (cubic) or 6 (quintic).');
  const torus = z
    .literal([1.5, 2], { error: '1.5 or 2' })
    .describe(
      'Length of the periodic box in units of the mesh length; with 1.5, pairs in opposite tails interact with an image.',
    );
  return map('The mesh (summation mesh, or auto if it chooses mesh).', {
    spacing: withDefault(spacing, coarseness),
    softening: optional(softening, 'the first of 2, 3 and 4 with which the smoothed kernel is positive everywhere'),
    order: withDefault(order, splines),
    torus: withDefault(torus, length),
    nearField: withDefault(
      flag('Whether pairs within the radius are summed directly with the exact kernel'),
      nearField,
    ),
  });
}
