import { createInterface } from 'node:readline/promises';
import type { Readable, Writable } from 'node:stream';
import { InputError } from '../../core/errors.ts';
import { methods } from '../../methods/methods.ts';
import { dimension, list, real } from '../options.ts';
import { type Choices, completed, type Start, starts } from './choices.ts';

interface Question {
  readonly text: string;
  /** The meaning of an empty answer. */
  usual(sofar: Partial<Choices>): string;
  /** Returns the choice that an answer makes. Throws InputError for an invalid answer. */
  read(answer: string): Partial<Choices>;
}

const questions: readonly Question[] = [
  {
    text: `What happens?\n${Object.entries(starts)
      .map(([name, words], k) => `  ${k + 1} ${name}: ${words}\n`)
      .join('')}`,
    usual: () => '1',
    read: (answer) => ({ start: named(answer, Object.keys(starts) as Start[]) }),
  },
  {
    text: 'Dimension of velocity space, 2 or 3',
    usual: () => '3',
    read: (answer) => ({ dimension: dimension('answer')(answer) }),
  },
  {
    text: 'Masses of the species, separated by commas',
    usual: (sofar) => completed(sofar).masses.join(','),
    read: (answer) => ({ masses: list('answer')(answer) }),
  },
  {
    text: 'Their temperatures',
    usual: (sofar) => completed(sofar).temperatures.join(','),
    read: (answer) => ({ temperatures: list('answer')(answer) }),
  },
  {
    text: 'Exponent of |v - v*|: -3 for Coulomb collisions, 0 for Maxwell molecules',
    usual: () => '-3',
    read: (answer) => ({ exponent: real('answer')(answer) }),
  },
  {
    text: `Method\n${methods.map(({ name, summary }, k) => `  ${k + 1} ${name}: ${summary}\n`).join('')}`,
    usual: () => '1',
    read: (answer) => ({
      method: named(
        answer,
        methods.map(({ name }) => name),
      ),
    }),
  },
];

/** Asks for the choices that no flag has made, and repeats each question until its answer is valid. An empty answer means the default. */
export async function ask(input: Readable, output: Writable, given: Partial<Choices>): Promise<Partial<Choices>> {
  const lines = createInterface({ input, output });
  try {
    let choices = given;
    for (const { text, usual, read } of questions) {
      const standard = usual(choices);
      const chosen = read(standard);
      if (Object.keys(chosen).every((key) => Object.hasOwn(given, key))) continue;
      for (;;) {
        const answer = (await lines.question(`${text} [${standard}] `)).trim();
        try {
          const next = { ...choices, ...read(answer === '' ? standard : answer) };
          completed(next);
          choices = next;
          break;
        } catch (error) {
          if (!(error instanceof InputError)) throw error;
          output.write(`${error.message}\n`);
        }
      }
    }
    return choices;
  } finally {
    lines.close();
  }
}

/** Finds a name by its number, from 1, or by the name itself. */
function named<Name extends string>(answer: string, names: readonly Name[]): Name {
  const found = names.find((name, k) => answer === name || answer === String(k + 1));
  if (found === undefined)
    throw new InputError(
      `answer: expected a number from 1 to ${names.length} or one of ${names.join(', ')}, got ${answer}`,
    );
  return found;
}
