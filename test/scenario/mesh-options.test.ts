import { describe, expect, it } from 'vitest';
import { defaultMeshOptions } from '../../src/collision/mesh/options.ts';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { minimal, problems } from './texts.ts';

const withMethod = (options: string) => minimal.replace('time:', `method: { name: blob, ${options} }\ntime:`);

describe('method.mesh', () => {
  it('has the defaults of the sum itself', () => {
    expect(parseScenario(withMethod('mesh: {}'), 'file.yaml').method).toMatchObject({ mesh: defaultMeshOptions });
  });

  it.each([
    ['summation: mesh, mesh: { spacing: 1, softening: 2, order: 6, torus: 2, nearField: true }'],
    ['summation: auto, mesh: { order: 4 }'],
    ['mesh: { nearField: true }'],
  ])('may be given with a mesh or with what may become one: %s', (options) => {
    expect(problems(withMethod(options))).toEqual([]);
  });

  it.each([
    [
      'summation: direct, mesh: { order: 6 }',
      /method\.mesh: expected no mesh with the summation direct.*use summation: mesh/,
    ],
    ['mesh: { order: 5 }', /method\.mesh\.order: expected 4 or 6, got 5/],
    ['mesh: { torus: 1 }', /method\.mesh\.torus: expected 1\.5 or 2, got 1/],
    ['mesh: { spacing: 0 }', /method\.mesh\.spacing: expected a number in \[0\.5, 4\], got 0/],
    ['mesh: { softening: 0.5 }', /method\.mesh\.softening: expected a number in \[1, 8\], got 0\.5/],
  ])('is checked: %s', (options, message) => {
    const lines = problems(withMethod(options));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(message);
  });
});
