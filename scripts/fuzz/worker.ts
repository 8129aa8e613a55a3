// A process that tries the batches of cases sent by fuzz.ts: a batch is a subject, a seed and a number of cases. Failing cases are
// reported without shrinking, because shrinking one that ends in a slow run takes longer than all the others.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import fc from 'fast-check';
import * as program from './program.ts';
import { subjectsFor } from './subjects.ts';

/** A request to a worker. */
export interface Batch {
  readonly subject: number;
  readonly seed: number;
  readonly count: number;
}

/** A message of a worker: the names of its subjects when it is ready, then the result of every batch. */
export type Report = { readonly ready: readonly string[] } | Outcome;

export interface Outcome {
  readonly subject: string;
  readonly tried: number;
  /** Milliseconds. */
  readonly slowest: number;
  readonly fault?: Fault;
}

export interface Fault {
  readonly case: unknown;
  readonly words: string;
}

const tell = (report: Report) => process.send?.(report);

const place = process.argv[2];
mkdirSync(join(place, 'area'));
const subjects = await subjectsFor(program, join(place, 'area'));
process.on('disconnect', () => process.exit());
process.on('message', async (batch) => {
  const { subject: index, seed, count } = batch as Batch;
  const subject = subjects[index % subjects.length];
  let tried = 0;
  let slowest = 0;
  const property = fc.asyncProperty(subject.cases, async (one) => {
    writeFileSync(join(place, 'case.json'), JSON.stringify({ subject: subject.name, case: one }));
    const began = performance.now();
    const wrong = await subject.attempt(one);
    tried++;
    slowest = Math.max(slowest, performance.now() - began);
    if (wrong !== undefined) throw new Error(wrong);
  });
  const { failed, counterexample, errorInstance } = await fc.check(property, {
    seed,
    numRuns: count,
    endOnFailure: true,
  });
  const words = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  const fault = failed ? { fault: { case: counterexample?.[0], words } } : {};
  tell({ subject: subject.name, tried, slowest, ...fault });
});
tell({ ready: subjects.map(({ name }) => name) });
