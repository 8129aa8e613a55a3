import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { planComparison, prepareRun, replicate } from '../../src/compare/plan.ts';
import { memberRuns, planRuns, setsOf } from '../../src/compare/runs.ts';
import { InputError } from '../../src/core/errors.ts';
import { studyAxes } from '../../src/scenario/study-members.ts';
import { memberScenario } from '../../src/scenario/study-point.ts';
import { memberId } from '../../src/study/layout.ts';
import { temporaryDirectories } from '../output/temporary-directory.ts';
import { smallGas, workplaceIn } from './small-gas.ts';

const newDirectory = temporaryDirectories();

const workplace = (text?: string) => workplaceIn(newDirectory(), text);

const problemsOf = (make: () => unknown): readonly string[] => {
  try {
    make();
    return [];
  } catch (error) {
    if (error instanceof InputError) return error.problems;
    throw error;
  }
};

describe('the plan of a comparison', () => {
  const { file } = workplace();
  const scenarios = (list: string, ...sets: string[]) =>
    Object.fromEntries(planComparison(file, list, sets).members.map(({ id, scenario }) => [id, scenario]));

  it("takes the scenario's options where it names the same method, else the defaults, and leaves expectations out", () => {
    const planned = scenarios('blob,linear-fokker-planck', 'blob:method.score=plain');
    expect(planned.blob.method).toMatchObject({ name: 'blob', score: 'plain' });
    expect(planned['linear-fokker-planck'].method).toMatchObject({
      ...{ name: 'linear-fokker-planck', score: 'extrapolated', reconstruction: 'moment-preserving' },
    });
    for (const { expect: bounds } of Object.values(planned)) expect(bounds).toEqual({});
  });

  it('gives every member its resolution and the overrides of its label', () => {
    const planned = scenarios('blob@64,fine:blob@144', 'time.until=2', 'fine:time.step=0.1', 'fine:method.score=plain');
    expect(planned['blob@64'].species[0].particles.count).toBe(64);
    expect(planned['blob@64'].time).toMatchObject({ step: 0.2, until: 2 });
    expect(planned['fine@144'].species[0].particles.count).toBe(144);
    expect(planned['fine@144'].time).toMatchObject({ step: 0.1, until: 2 });
    expect([planned['blob@64'].method, planned['fine@144'].method]).toMatchObject([
      { score: 'extrapolated' },
      { score: 'plain' },
    ]);
  });

  it('keeps the resolution that a member is named after, whatever the overrides of its label', () => {
    const sampling = 'pair-collisions:species.gas.particles={ sampling: monte-carlo, count: 10 }';
    const planned = scenarios('pair-collisions,pair-collisions@300', sampling);
    expect(Object.values(planned).map(({ species }) => species[0].particles)).toEqual([
      { sampling: 'monte-carlo', count: 10 },
      { sampling: 'monte-carlo', count: 300 },
    ]);
  });

  it('adapts the integrator and the count that the scenario has for another method, and says so', () => {
    const { members } = planComparison(file, 'blob@144,spectral-grid@32,linear-fokker-planck@150', []);
    expect(members.map(({ scenario }) => scenario.time.integrator)).toEqual([
      'implicit-midpoint',
      'rkc',
      'implicit-midpoint',
    ]);
    expect(members.map(({ scenario }) => scenario.species[0].particles.count)).toEqual([144, 100, 144]);
    expect(members.map(({ adaptations }) => adaptations.length)).toEqual([0, 1, 1]);
    expect(members[1].adaptations[0]).toMatch(/time\.integrator is rkc, because spectral-grid .* implicit-midpoint/);
    expect(members[2].adaptations[0]).toMatch(/144 particles per species instead of 150/);
    // what is chosen for a label stays
    const chosen = planComparison(file, 'spectral-grid@32', ['spectral-grid:time.integrator=rk4']);
    expect(chosen.members[0]).toMatchObject({ adaptations: [], scenario: { time: { integrator: 'rk4' } } });
  });

  it('draws particles of equal weight for the method that wants them, unless its label says otherwise', () => {
    const particlesOf = (list: string, ...sets: string[]) =>
      planComparison(file, list, sets).members.map(({ scenario, adaptations }) => ({
        particles: scenario.species[0].particles,
        adaptations: adaptations.length,
      }));
    const drawn = (count: number) => ({ sampling: 'monte-carlo', count, matchMoments: true });
    expect(particlesOf('pair-collisions,pair-collisions@150')).toEqual([
      { particles: drawn(100), adaptations: 1 },
      { particles: drawn(150), adaptations: 1 },
    ]);
    const [kept] = particlesOf('pair-collisions', 'pair-collisions:species.gas.particles.sampling=lattice');
    expect(kept).toMatchObject({ particles: { sampling: 'lattice', count: 100 }, adaptations: 0 });
  });

  it('asks for a time step where the method of the scenario chooses its own', () => {
    const methods = (...sets: string[]) =>
      problemsOf(() => planComparison('scenarios/shell-3d-legendre.yaml', 'legendre,spectral-grid@32', sets));
    expect(methods()).toEqual([
      expect.stringMatching(
        /^spectral-grid@32: .*time\.step: expected a number > 0 with the method spectral-grid, got nothing$/,
      ),
    ]);
    expect(methods('spectral-grid:time.step=0.1')).toEqual([]);
  });

  it('is refused with the member and the place of each fault', () => {
    const plan = (list: string, ...sets: string[]) => problemsOf(() => planComparison(file, list, sets));
    expect(plan('blob@150')).toEqual([
      'blob@150: --set species[0].particles.count=150: expected a perfect square such as 144 (12^2) or 169 (13^2), got 150',
    ]);
    expect(plan('blob', 'blop:time.step=1')).toEqual([
      '--set blop:time.step=1: expected one of the labels blob before the colon, got blop; did you mean blob?',
    ]);
    expect(plan('a:blob,b:blob', 'b:time.stop=1')[0]).toMatch(/^b: --set time\.stop=1: expected one of the keys/);
    expect(plan('blob', 'time.stop=1')[0]).toMatch(/^--set time\.stop=1: expected one of the keys/);
  });

  it('tells which members depend on the seed', async () => {
    const [lattice, sampled, collisions] = planComparison(file, 'blob,sampled:blob,pair-collisions', [
      'sampled:species.gas.particles={ sampling: monte-carlo, count: 100 }',
    ]).members;
    // the lattice is the same for every seed, also where random collisions begin from it
    const prepared = [lattice, sampled, collisions].map(({ scenario }) => prepareRun(scenario, file, true));
    expect(await Promise.all(prepared)).toMatchObject([false, true, true].map((isRandom) => ({ isRandom })));
    expect(replicate(lattice.scenario, 0)).toBe(lattice.scenario);
    expect([1, 2].map((k) => replicate(lattice.scenario, k).seed)).toEqual(['7 replicate 2', '7 replicate 3']);
  });
});

describe('the study of a comparison', () => {
  const anisotropic = smallGas.replace(
    'bkw: { temperature: 1, amplitude: 0.5 }',
    'anisotropic: { temperatures: [0.5, 1.5] }',
  );
  const planned = async (
    place: { file: string; directory: string },
    list: string,
    { sets = [], ...more }: { sets?: readonly string[]; stepError?: boolean; seeds?: number } = {},
  ) => {
    const plan = planComparison(place.file, list, sets);
    const members = [];
    for (const member of plan.members) members.push(await memberRuns(member, { ...place, ...more }));
    return { members, plan: planRuns(plan, members, place).plan };
  };

  it('has a member for every run, with the scenario that was planned and the id that any study gives it', async () => {
    const place = workplace();
    const sets = [
      'pair-collisions:species.gas.particles={ sampling: monte-carlo, count: 100 }',
      'pair-collisions:output.snapshots=1',
    ];
    const { members, plan } = await planned(place, 'blob@64,pair-collisions,moments', {
      ...{ sets, stepError: true, seeds: 2 },
    });
    expect(plan.members.map(({ axes }) => axes['method@resolution'])).toEqual([
      ...['blob@64', 'blob@64, twice the step'],
      ...['', ', seed 2', ', twice the step', ', twice the step, seed 2'].map((more) => `pair-collisions${more}`),
      'moments',
    ]);
    const scenarios = members.flatMap(setsOf).flatMap((set) => set.scenarios);
    const axes = studyAxes(plan.study);
    plan.members.forEach((member, k) => {
      const scenario = memberScenario(plan, axes, member);
      expect(scenario).toEqual(scenarios[k]);
      expect(member.id).toBe(memberId(scenario));
    });
    expect(plan.study).toMatchObject({ keep: 'runs', threads: 1 });
  });

  it('gives a run another id when a file that it names says something else, and only then', async () => {
    const place = workplace(`${anisotropic}reference: { file: other.csv, columns: { temperature_xx.gas: T } }\n`);
    const other = join(place.file, '..', 'other.csv');
    const idsWith = async (last: number) => {
      writeFileSync(other, ['t,T', ...[0, 1, 2, 3, last].map((T, k) => `${k},${T}`), ''].join('\n'));
      return (await planned(place, 'blob@64')).plan.members.map(({ id }) => id);
    };
    const ids = await idsWith(4);
    expect(await idsWith(4)).toEqual(ids);
    for (const id of await idsWith(5)) expect(ids).not.toContain(id);
  });

  it('keeps the reference by the Legendre method as a file, the same whenever it is computed', async () => {
    const place = workplace(`${anisotropic.replace('[0.5, 1.5]', '[0.9, 1.1]')}reference: legendre\n`);
    const first = await planned(place, 'blob@64');
    const file = join(place.directory, 'legendre-reference.csv');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, 'damaged');
    const second = await planned(place, 'blob@64');
    expect(readFileSync(file, 'utf8')).toBe(text);
    expect(second.plan.members).toEqual(
      first.plan.members.map((member) => ({ ...member, estimate: expect.anything() })),
    );
    expect(memberScenario(second.plan, studyAxes(second.plan.study), second.plan.members[0]).reference).toMatchObject({
      file,
    });
  });
});
