import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import type { RunSummary } from '../../src/output/run-record.ts';
import { theorem } from '../../src/report/sections/theorem.ts';
import { bkwRecord, coulombRecord } from './record.ts';

const covered = bkwRecord().summary;
const open = coulombRecord().summary;

/** The two statements about this run, without the theorem's own wording. */
function statements(summary: RunSummary): { claim: string; observation: string } {
  const { document } = parseHTML(theorem(summary).markup);
  const [claim, observation] = [...document.querySelectorAll('.statement')].map((p) =>
    String(p.textContent).replace(/\s+/g, ' '),
  );
  return { claim, observation };
}

const decay = /never increases|does not increase|cannot increase|decreas|decay|monotonic/i;

describe('the theorem section', () => {
  it('claims decay where every colliding pair is covered', () => {
    expect(statements(covered).claim).toMatch(/never\s+increases/);
  });

  it('claims nothing where a pair is not covered, and names the pair', () => {
    const { claim } = statements(open);
    expect(claim).not.toMatch(decay);
    expect(claim).toMatch(/makes no claim/);
    expect(claim).toMatch(/electrons – ions/);
    expect(claim).toMatch(/2\.828/);
    expect(claim).not.toMatch(/electrons – electrons|ions – ions/);
  });

  it('claims nothing when the ledger and the summary disagree', () => {
    expect(statements({ ...open, covered: true }).claim).not.toMatch(decay);
    expect(statements({ ...covered, covered: false }).claim).not.toMatch(decay);
  });

  it('takes an observed decay for an observation', () => {
    const monotone = covered.fisher;
    expect(monotone.answer).toBe('does not increase');
    expect(statements({ ...open, fisher: monotone }).observation).toMatch(/not a proof/);
    expect(statements({ ...covered, fisher: monotone }).observation).not.toMatch(/proof/);
  });

  it('says by how much and when the Fisher information increased, and whose fault it can be', () => {
    const grown = { ...open.fisher, rise: 0.0123, riseError: 0.004, from: 1, to: 1.5 };
    expect(statements({ ...open, fisher: grown }).observation).toMatch(
      /0\.0123 ± 0\.004 from t = 1 to 1\.5.*Only a refined run/,
    );
    expect(statements({ ...covered, fisher: grown }).observation).toMatch(/effect of the discretisation/);
  });

  it('says neither where it is undetermined, and why', () => {
    const fisher = { ...covered.fisher, answer: 'undetermined', reason: 'the change is below the error' } as const;
    for (const summary of [covered, open]) {
      const { observation } = statements({ ...summary, fisher });
      expect(observation).toMatch(/undetermined: the change is below the error\. .* changes by .* ± /);
      expect(observation).not.toMatch(/does not increase|increases:/);
    }
  });

  it('leaves pairs that do not collide out of the decision', () => {
    const ledger = open.ledger.map((row) => (row.covered ? row : { ...row, strength: 0 }));
    expect(statements({ ...open, ledger, covered: true }).claim).toMatch(/All colliding pairs are covered/);
  });
});
