import { plainNumber, plainVector } from './number-format.ts';
import { at, entries, list, words } from './plain-data.ts';

/** An initial state of the scenario in words: `Maxwellian, T = 1, drift (0, 0, 1)`. */
export function initialWords(initial: unknown): string {
  const mixture = list(at(initial, 'mixture'));
  if (mixture.length > 0) return mixture.map(componentWords).join(' + ');
  const [kind, fields] = entries(initial)[0] ?? ['', undefined];
  if (kind === '') return typeof initial === 'string' ? initial : '';
  const told = phrases[kind];
  return told ? `${told(fields)}${driftWords(at(fields, 'drift'))}` : `${kind}${fields ? `, ${words(fields)}` : ''}`;
}

const phrases: Readonly<Record<string, (fields: unknown) => string>> = {
  maxwellian: (fields) => `Maxwellian, T = ${words(at(fields, 'temperature'))}`,
  anisotropic: (fields) => `anisotropic Maxwellian, T = ${words(at(fields, 'temperatures'))}`,
  bkw: (fields) => `BKW, T = ${words(at(fields, 'temperature'))}, C = ${words(at(fields, 'amplitude'))}`,
  shell: (fields) => `shell of radius ${words(at(fields, 'radius'))} and width ${words(at(fields, 'width'))}`,
  ball: (fields) => `uniform ball of radius ${words(at(fields, 'radius'))}`,
  tabulated: (fields) => `tabulated profile ${words(at(fields, 'file'))}`,
};

function componentWords(component: unknown): string {
  const weight = at(component, 'weight');
  const state = Object.fromEntries(entries(component).filter(([key]) => key !== 'weight'));
  return `${typeof weight === 'number' ? `${plainNumber(weight, 4)} × ` : ''}(${initialWords(state)})`;
}

/** Nothing for a species at rest. */
function driftWords(drift: unknown): string {
  const components = list(drift).filter((component) => typeof component === 'number');
  return components.some((component) => component !== 0) ? `, drift ${plainVector(components)}` : '';
}
