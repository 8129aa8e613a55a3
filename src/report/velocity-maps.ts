import type { FieldSnapshot, RunRecord } from '../output/run-record.ts';
import { createMaxwellian, type Maxwellian } from '../physics/equilibrium.ts';
import type { ColourMap } from './colour.ts';
import type { PanelRow } from './figure.ts';
import { type Content, html } from './html.ts';
import { latticeMoments, type Plane, planeOf, viewOf } from './lattice-plane.ts';
import { type Contours, colourBar, mapPanel } from './map-panel.ts';
import { plainNumber } from './number-format.ts';
import { evenlySpaced } from './svg.ts';

export interface VelocityMaps {
  /** Name of the quantity in the text alternatives of the pictures. */
  readonly description: string;
  /** Symbol at the colour scale. */
  readonly symbol: Content;
  /** The two axes of the plane: 0 is x. */
  readonly axes: readonly [number, number];
  /** The values to draw, on the nodes of the field's lattice. */
  readonly values: (field: SpeciesField) => Float64Array;
  /** The colour scale for values whose largest magnitude is `extent`. */
  readonly map: (extent: number) => ColourMap;
  readonly contours?: (
    shown: Plane,
    section: (values: Float64Array) => Plane,
    field: SpeciesField,
  ) => readonly Contours[];
}

/** A row of maps of one species, one for each time, all with the same view and the same colour scale. */
export function velocityMaps({ species, states }: FieldHistory, maps: VelocityMaps): PanelRow {
  const columns = 4;
  const axisNames = maps.axes.map((k) => `v_${'xyz'[k]}`) as [string, string];
  const sections = states.map(({ t, field }) => {
    const { velocity } = latticeMoments(field.lattice, field.values);
    const section = (values: Float64Array) => planeOf(field.lattice, values, maps.axes, velocity);
    return { t, field, section, shown: section(maps.values(field)) };
  });
  const view = viewOf(sections.map(({ section, field }) => section(field.values)));
  const extent = Math.max(...sections.map(({ shown }) => largestIn(shown)));
  if (!(extent > 0)) return { columns, heading: species, panels: [] };
  const map = maps.map(extent);
  const panels = sections.map(({ t, field, section, shown }) =>
    mapPanel({
      heading: html`<i>t</i> = ${plainNumber(t, 4)}`,
      description: `${maps.description} of species ${species} at t = ${plainNumber(t, 4)} over ${maps.axes.map((k) => `v${'xyz'[k]}`).join(' and ')}`,
      plane: shown,
      view,
      map,
      axes: axisNames,
      contours: maps.contours?.(shown, section, field) ?? [],
    }),
  );
  return { columns, heading: species, panels, scale: colourBar(map, maps.symbol) };
}

function largestIn(plane: Plane): number {
  return plane.values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

export type SpeciesField = FieldSnapshot['species'][number];

/** One species at the chosen times. */
export interface FieldHistory {
  readonly species: string;
  /** Index of the species in the run. */
  readonly index: number;
  readonly mass: number;
  readonly density: number;
  readonly states: readonly { readonly t: number; readonly field: SpeciesField }[];
}

/** For every species, at most `limit` evenly spaced stored distributions, including the first and the last. */
export function fieldHistories(record: RunRecord, limit: number): FieldHistory[] {
  return record.summary.species.flatMap(({ name, mass, density }, index) => {
    const all = record.snapshots.flatMap(({ t, species }) => {
      const field = species.find((candidate) => candidate.name === name);
      return field?.values.some((value) => value > 0) ? [{ t, field }] : [];
    });
    const states = evenlySpaced(all.length, limit).map((k) => all[k]);
    return states.length > 0 ? [{ species: name, index, mass, density, states }] : [];
  });
}

/**
 * The equilibrium of a species, smoothed like this field: smoothing by a Gaussian of variance eps turns a Maxwellian of
 * temperature theta into a Maxwellian of temperature theta + m eps.
 */
export function smoothedEquilibrium(
  record: RunRecord,
  { mass, density, index }: FieldHistory,
  field: SpeciesField,
): Maxwellian {
  const { equilibrium } = record.summary;
  const { velocity, temperature } = equilibrium.species?.[index] ?? equilibrium;
  return createMaxwellian(mass, density, velocity, temperature + mass * (field.smoothing ?? 0));
}

/**
 * The two axes of the plane in which f is drawn: for d = 3, the axis with the largest mean velocities and anisotropies over all
 * stored times, and the first of the other axes, in the order x, y, z.
 */
export function planeAxes(record: RunRecord): readonly [number, number] {
  if (record.scenario.dimension === 2) return [0, 1];
  const weight = [0, 0, 0];
  for (const { species } of record.snapshots) {
    for (const { lattice, values } of species) {
      const { velocity, variance } = latticeMoments(lattice, values);
      const mean = variance.reduce((sum, value) => sum + value, 0) / 3;
      for (const k of [0, 1, 2]) weight[k] += (velocity[k] ** 2 + Math.abs(variance[k] - mean)) / mean || 0;
    }
  }
  const special = weight.indexOf(Math.max(...weight));
  // An f that is isotropic to one per mille is drawn in the plane of x and z, like an f that is symmetric about z.
  if (!(weight[special] > ISOTROPIC * record.snapshots.length)) return [0, 2];
  return special === 0 ? [0, 1] : [0, special];
}

const ISOTROPIC = 1e-3;
