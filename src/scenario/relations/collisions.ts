import { createKernel } from '../../physics/kernel-shapes.ts';
import { kernelProblem } from '../../physics/pair-kernel.ts';
import { formatPath, type Path } from '../../schema/path.ts';
import { describeValue, type Problem } from '../../schema/problem.ts';
import { kernel as kernelField } from '../collisions.ts';
import type { Draft } from '../relations.ts';
import { wayToUnits } from '../units.ts';

/** The exponent of the Coulomb interaction. */
const coulombExponent = -3;

export function collisionProblems(draft: Draft): Problem[] {
  const problems = [...lawProblems(draft), ...pairProblems(draft), ...plasmaProblems(draft)];
  const laws = pairLaws(draft);
  const bkw = (draft.species ?? []).findIndex((one) => one?.initial !== undefined && 'bkw' in one.initial);
  for (const { exponent, exponentPath, kernel, bath, strength, strengthPath } of laws) {
    const coulomb = typeof strength === 'object' && 'coulomb' in strength;
    if (kernel) {
      if (bath !== undefined && strength !== undefined && strength !== 0)
        problems.push({
          path: exponentPath,
          at: 'key',
          expected: `an exponent for the bath ${bath}, since baths support only powers`,
          got: 'a kernel',
          wayOut: 'give the pairs with the bath an exponent under collisions.pairs',
        });
      if (coulomb)
        problems.push({
          path: [...strengthPath, 'coulomb'],
          at: 'key',
          expected: `a number, since ${formatPath(exponentPath)} is not the exponent ${coulombExponent}`,
          got: 'coulomb',
        });
      if (bkw >= 0 && strength !== undefined && strength !== 0)
        problems.push({
          path: exponentPath,
          at: 'key',
          expected: `the exponent 0, since species[${bkw}] starts from bkw`,
          got: 'a kernel',
          wayOut: 'set exponent to 0 or choose a different initial distribution',
        });
      continue;
    }
    if (coulomb && draft.dimension === 2)
      problems.push({
        path: [...strengthPath, 'coulomb'],
        at: 'key',
        expected: 'a number, since Coulomb strengths need dimension 3',
        got: 'coulomb in dimension 2',
      });
    if (exponent === undefined) continue;
    if (coulomb && exponent !== coulombExponent)
      problems.push({
        path: exponentPath,
        expected: `${coulombExponent}, since the strength is coulomb`,
        got: describeValue(exponent),
      });
    if (bkw >= 0 && strength !== undefined && strength !== 0 && exponent !== 0)
      problems.push({
        path: exponentPath,
        expected: `0, since species[${bkw}] starts from bkw`,
        got: describeValue(exponent),
        wayOut: 'set it to 0 or choose a different initial distribution',
      });
  }
  return unique(problems);
}

/** Checks that every pair has either an exponent or a kernel, and that kernels satisfy their bounds at both ends. */
function lawProblems({ collisions, dimension }: Draft): Problem[] {
  if (collisions === undefined) return [];
  const common: Problem[] =
    collisions.exponent === undefined && collisions.kernel === undefined
      ? [{ path: ['collisions'], expected: 'the key exponent or the key kernel', got: describeValue(collisions) }]
      : [];
  const places = [
    { law: collisions, path: ['collisions'] },
    ...(collisions.pairs ?? []).map((pair, k) => ({ law: pair ?? {}, path: ['collisions', 'pairs', k] })),
  ];
  const wrong = places.flatMap(({ law: { exponent, kernel }, path }): Problem[] => {
    if (kernel === undefined) return [];
    const at = { path: [...path, 'kernel'], at: 'key' } as const;
    if (exponent !== undefined)
      return [{ ...at, expected: 'an exponent or a kernel', got: 'both', wayOut: 'remove one of them' }];
    const choice = dimension === undefined ? undefined : kernelField('', dimension).safeParse(kernel).data;
    const problem = choice === undefined ? undefined : kernelProblem(createKernel(choice), dimension!);
    return problem === undefined ? [] : [{ ...at, ...problem }];
  });
  return [...common, ...wrong];
}

/** Checks that units are declared only once, and that they are declared if a Coulomb logarithm is computed. */
function plasmaProblems({ units, collisions = {} }: Draft): Problem[] {
  const places: { readonly strength: Strength; readonly path: Path }[] = [
    { strength: collisions.strength, path: ['collisions', 'strength', 'coulomb'] },
    ...(collisions.pairs ?? []).map((pair, k) => ({
      strength: pair?.strength,
      path: ['collisions', 'pairs', k, 'strength', 'coulomb'],
    })),
  ];
  const coulomb = places.flatMap(({ strength, path }) =>
    typeof strength === 'object' && strength.coulomb !== undefined ? [{ ...strength.coulomb, path }] : [],
  );
  const declared = units !== undefined || coulomb.some((each) => each.units !== undefined);
  return coulomb.flatMap((each): Problem[] => [
    ...(units !== undefined && each.units !== undefined
      ? [
          {
            path: [...each.path, 'units'],
            at: 'key' as const,
            expected: 'no separate units, since the scenario has the key units',
            got: describeValue(each.units),
            wayOut: 'remove it',
          },
        ]
      : []),
    ...(typeof each.lnLambda === 'string' && !declared
      ? [
          {
            path: [...each.path, 'lnLambda'],
            expected: 'a number > 0, since the scenario has no units',
            got: each.lnLambda,
            wayOut: wayToUnits,
          },
        ]
      : []),
  ]);
}

/** Checks that every entry of `pairs` changes something, and that no pair occurs twice. */
function pairProblems({ collisions, baths = [] }: Draft): Problem[] {
  const fixed = baths.map((one) => one?.name);
  const seen = new Map<string, number>();
  return (collisions?.pairs ?? []).flatMap((pair, k) => {
    if (!pair) return [];
    const problems: Problem[] = [];
    const path = ['collisions', 'pairs', k];
    if (pair.exponent === undefined && pair.kernel === undefined && pair.strength === undefined)
      problems.push({ path, expected: 'an exponent, a kernel or a strength that differs', got: describeValue(pair) });
    const [a, b] = pair.between ?? [];
    if (a === undefined || b === undefined) return problems;
    if (fixed.includes(a) && fixed.includes(b))
      problems.push({
        path: [...path, 'between'],
        expected: 'at least one species, since baths never change',
        got: `[${a}, ${b}]`,
      });
    const key = [a, b].sort().join(' ');
    const first = seen.get(key);
    if (first === undefined) seen.set(key, k);
    else
      problems.push({
        path: [...path, 'between'],
        expected: 'each pair once',
        got: `[${a}, ${b}] as in pairs[${first}]`,
      });
    return problems;
  });
}

type Strength = NonNullable<Draft['collisions']>['strength'];

interface PairLaw {
  readonly exponent: number | undefined;
  /** Whether the pair has a kernel instead of an exponent; `exponentPath` is then the path of the kernel. */
  readonly kernel: boolean;
  readonly exponentPath: Path;
  /** The bath that the species collides with; undefined for a pair of species. */
  readonly bath: string | undefined;
  readonly strength: Strength;
  readonly strengthPath: Path;
}

/** The law of every pair of species i <= j and of every species with a bath, with the paths of its values. The default strength is 1. */
function pairLaws({ species = [], baths = [], collisions = {} }: Draft): PairLaw[] {
  const { exponent, kernel, strength = 1, pairs = [] } = collisions;
  const names = [...species, ...baths].map((one) => one?.name);
  const places = new Map<string, number>();
  pairs.forEach((pair, k) => {
    const [a, b] = pair?.between ?? [];
    if (a !== undefined && b !== undefined && !places.has(pairKey(a, b))) places.set(pairKey(a, b), k);
  });
  return names.slice(0, species.length).flatMap((a, i) =>
    names.slice(i).map((b, offset) => {
      const k = places.get(pairKey(a, b)) ?? -1;
      const pair = pairs[k];
      const own = ['collisions', 'pairs', k];
      const isOwn = pair?.exponent !== undefined || pair?.kernel !== undefined;
      const law = isOwn ? pair : { exponent, kernel };
      const hasKernel = law.kernel !== undefined;
      return {
        exponent: law.exponent,
        kernel: hasKernel,
        exponentPath: [...(isOwn ? own : ['collisions']), hasKernel ? 'kernel' : 'exponent'],
        bath: i + offset < species.length ? undefined : b,
        strength: pair?.strength ?? strength,
        strengthPath: [...(pair?.strength === undefined ? ['collisions'] : own), 'strength'],
      };
    }),
  );
}

function pairKey(a: string | undefined, b: string | undefined): string {
  return JSON.stringify([String(a), String(b)].sort());
}

/** The problems without repetitions, because many pairs may share one exponent. */
function unique(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.map((problem) => [`${formatPath(problem.path)} ${problem.expected}`, problem])).values()];
}
