import type { RunRecord } from '../../output/run-record.ts';
import { ACCENT, INK, MUTED } from '../colour.ts';
import { bestValues, curve, functionalCurves, panelRow } from '../curves.ts';
import type { Panel, PanelRow } from '../figure.ts';
import { formula, html } from '../html.ts';
import { type Curve, equalPanels, type LinePlot, linePanel } from '../line-panel.ts';
import { plainNumber } from '../number-format.ts';
import { column, ends, timeAxis, times, withUnit } from '../series-columns.ts';
import type { Chart } from './chart.ts';

type Functional = 'entropy' | 'fisher';

const words = { entropy: 'entropy', fisher: 'Fisher information' } as const;
const symbols = { entropy: 'H', fisher: 'I' } as const;

/** H or I of all species: the best estimate with its error, the exact solution, equilibrium and floor. */
export function functionalPanel(record: RunRecord, functional: Functional): Panel | undefined {
  return linePanel(functionalPlot(record, functional));
}

export function functionalPlot(record: RunRecord, functional: Functional): LinePlot {
  const curves = functionalCurves(record, functional);
  return {
    heading: functional === 'entropy' ? html`Entropy ${formula('H')}` : html`Fisher information ${formula('I')}`,
    description: `The ${words[functional]} of all species against time`,
    x: timeAxis(record),
    y: { label: withUnit(record, symbols[functional], functional), scale: 'linear' },
    curves,
    ...(isReached(record)
      ? equilibriumIn(curves, record.summary.equilibrium[functional], `${symbols[functional]}(μ)`)
      : {}),
  };
}

/** Whether the run approaches an equilibrium: with fields, heating or baths that differ there is none. */
function isReached({ summary }: RunRecord): boolean {
  return summary.equilibrium.reached !== false;
}

/** An equilibrium farther away than this many times the span of the curves would make them look flat. */
const FAR = 8;

/** The equilibrium as a level, or as a note if it is too far below or above the curves. */
function equilibriumIn(curves: readonly Curve[], level: number, label: string): Pick<LinePlot, 'levels' | 'notes'> {
  const heights = curves.flatMap(({ y, lower, upper }) => [y, lower, upper].flatMap((one) => Array.from(one ?? [])));
  const known = heights.filter(Number.isFinite);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const span = high - low;
  const away = Math.max(low - level, level - high);
  if (!(away > FAR * span && span > 0)) return { levels: [{ label, y: level, kind: 'equilibrium' }] };
  const [{ x }] = curves;
  // The note goes into the lower corner that is farther from the curves.
  const [left, right] = (['first', 'last'] as const).map((end) => Math.min(...curves.map(({ y }) => ends(y)[end])));
  const text = `${label} = ${plainNumber(level, 5)}, far ${level < low ? 'below' : 'above'}`;
  const at = [left > right ? x[0] : x[x.length - 1], low] as const;
  return { notes: [{ path: [], text, at, anchor: left > right ? 'start' : 'end', colour: MUTED }] };
}

/** The distance from equilibrium on logarithmic axes, and both functionals species by species. */
export const functionals: Chart = {
  name: 'functionals',
  part: 'evolution',
  columns: [
    'entropy_exact',
    'fisher_exact',
    'fisher_floor',
    'entropy_rate',
    'entropy_rate_error',
    'relative_entropy_best',
    'relative_fisher_best',
    'entropy_best*',
    'fisher_best*',
    'entropy_jackknife*',
    'fisher_jackknife*',
  ],
  draw(record) {
    const rows = [
      ...panelRow([excess(record, 'entropy'), excess(record, 'fisher'), rate(record)]),
      ...bySpecies(record, 'entropy'),
      ...bySpecies(record, 'fisher'),
    ];
    if (rows.length === 0) return undefined;
    return {
      title: 'Entropy and Fisher information on the way to equilibrium',
      rows,
      caption: html`Distances from equilibrium on logarithmic axes, where they exceed their error. A straight line is an
exponential approach.${
        record.summary.species.length < 2
          ? undefined
          : ' Below: both functionals by species, on axes of equal length. One species may gain what another loses.'
      }
${formula('H(f|\\mu)=\\sum_i\\int f_i\\log(f_i/\\mu_i)\\,dv=H-H(\\mu)')}.`,
    };
  },
};

/** H - H(mu) or I/I(mu) - 1, without the points that are zero within their error. */
function excess(record: RunRecord, functional: Functional): Panel | undefined {
  const best = bestValues(record, functional);
  const level = record.summary.equilibrium[functional];
  if (best === undefined || !isReached(record)) return undefined;
  const relative = (value: number) => (functional === 'entropy' ? value - level : value / level - 1);
  const unit = functional === 'entropy' ? 1 : level;
  const error = best.error.map((value) => value / unit);
  const y = best.y.map((value, k) => (relative(value) > (error[k] || 0) ? relative(value) : Number.NaN));
  const known = error.some(Number.isFinite);
  const simulation: Curve = {
    label: 'best estimate',
    x: times(record),
    y,
    colour: ACCENT,
    kind: 'measured',
    // An interval that nearly reaches zero would stretch the axis over many decades.
    ...(known
      ? {
          lower: y.map((value, k) => Math.max(value - error[k], value / 3)),
          upper: y.map((value, k) => value + error[k]),
        }
      : {}),
  };
  const exact = curve(record, `${functional}_exact`, 'exact', INK, 'exact').map((one) => ({
    ...one,
    y: one.y.map(relative),
  }));
  return linePanel({
    heading:
      functional === 'entropy'
        ? html`Relative entropy ${formula('H(f|\\mu)')}`
        : html`Excess ${formula('I/I(\\mu)-1')}`,
    description: `Distance of the ${words[functional]} from its equilibrium value against time, logarithmic`,
    x: timeAxis(record),
    y: { label: functional === 'entropy' ? 'H − H(μ)' : 'I / I(μ) − 1', scale: 'log' },
    curves: [simulation, ...exact],
  });
}

function rate(record: RunRecord): Panel | undefined {
  const error = column(record, 'entropy_rate_error');
  return linePanel({
    heading: html`Entropy production ${formula('dH/dt')}`,
    description: 'Rate of change of the entropy against time',
    x: timeAxis(record),
    y: { label: withUnit(record, 'dH/dt', 'entropy_rate'), scale: 'linear' },
    curves: curve(record, 'entropy_rate', 'simulation', ACCENT, 'measured').map((one) => ({
      ...one,
      ...(error ? { lower: one.y.map((y, k) => y - error[k]), upper: one.y.map((y, k) => y + error[k]) } : {}),
    })),
    levels: [{ label: 'zero', y: 0, kind: 'equilibrium' }],
  });
}

function bySpecies(record: RunRecord, functional: Functional): PanelRow[] {
  const { species } = record.summary;
  if (species.length < 2) return [];
  const panels = equalPanels(
    species.map(({ name }, index) => ({
      heading: html`${formula(symbols[functional])} of ${name}`,
      description: `The ${words[functional]} of ${name} against time`,
      x: timeAxis(record),
      y: { label: withUnit(record, symbols[functional], functional), scale: 'linear' as const },
      curves: functionalCurves(record, functional, { name, index }),
    })),
  );
  return panelRow(panels);
}

/** Every estimate of H and I in the run: the raw value of the smoothed f, and the estimates that remove smoothing or noise. */
export const estimates: Chart = {
  name: 'estimates',
  part: 'diagnostics',
  columns: [
    'entropy',
    'fisher',
    '*_corrected',
    '*_extrapolated',
    '*_lagrangian*',
    'relative_entropy',
    'entropy_regularised',
    'entropy_law*',
  ],
  draw(record) {
    const rows = panelRow((['entropy', 'fisher'] as const).map((functional) => estimatePanel(record, functional)));
    if (rows.length === 0) return undefined;
    return {
      title: 'Estimates of H and I compared',
      rows,
      caption: html`Thin: the functional of the smoothed ${formula('f_i')}, which is too low. Dashed: the value corrected by
Stam's inequality, exact for a Maxwellian and a lower bound otherwise, and the value of the f that lattice particles carry. The best estimate is ${source(record)}.`,
    };
  },
};

function source(record: RunRecord): string {
  return bestValues(record, 'fisher')?.source ?? bestValues(record, 'entropy')?.source ?? 'not available';
}

/** Undefined if f is not smoothed, because all estimates then agree. */
function estimatePanel(record: RunRecord, functional: Functional): Panel | undefined {
  const corrected = column(record, `${functional}_corrected`);
  const raw = column(record, functional);
  if (corrected === undefined || raw?.every((value, k) => Object.is(value, corrected[k]))) return undefined;
  return linePanel({
    heading: functional === 'entropy' ? html`Entropy ${formula('H')}` : html`Fisher information ${formula('I')}`,
    description: `The estimates of the ${words[functional]} against time`,
    x: timeAxis(record),
    y: { label: withUnit(record, symbols[functional], functional), scale: 'linear' },
    curves: [
      ...curve(record, functional, 'of the smoothed f', MUTED, 'diagnostic'),
      ...curve(record, `${functional}_corrected`, 'corrected', INK, 'corrected'),
      ...curve(record, `${functional}_lagrangian`, 'carried by the particles', ACCENT, 'corrected'),
      ...functionalCurves(record, functional).filter(({ label }) => label !== 'floor'),
    ],
    levels: isReached(record)
      ? [{ label: `${symbols[functional]}(μ)`, y: record.summary.equilibrium[functional], kind: 'equilibrium' }]
      : [],
  });
}
