// A process that tries cases, batch after batch, as fuzz.mjs tells it: a batch is a subject, a seed and a number of cases. A case that
// fails is told as it is: to shrink one that ends in a slow run takes longer than all the others.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import fc from 'fast-check';
import * as program from './program.mjs';
import { subjectsFor } from './subjects.mjs';

const place = process.argv[2];
mkdirSync(join(place, 'area'));
const subjects = await subjectsFor(program, join(place, 'area'));
process.on('disconnect', () => process.exit());
process.on('message', async ({ subject: index, seed, count }) => {
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
  const fault = failed
    ? { case: counterexample[0], words: errorInstance?.message ?? String(errorInstance) }
    : undefined;
  process.send({ subject: subject.name, tried, slowest, fault });
});
process.send({ ready: subjects.map(({ name }) => name) });
