import type { Violation } from '../../output/run-record.ts';
import { finite, invariants, losses } from './conservation.ts';
import { bathTheorem, dissipation, hTheorem, potential } from './entropy.ts';
import { kernels, logarithms } from './kernels.ts';
import { halvedSteps, rates } from './rates.ts';
import { edges, expansion, mollifier, negative, noise, partners } from './resolution.ts';
import { roundOffColumns } from './round-off.ts';
import type { Observation, WatchContext, Watchdog } from './watchdog.ts';

/** Every watchdog, in the order in which violations are reported. */
export const watchdogs: readonly Watchdog[] = [
  finite,
  invariants,
  losses,
  hTheorem,
  bathTheorem,
  potential,
  dissipation,
  partners,
  noise,
  expansion,
  negative,
  mollifier,
  kernels,
  edges,
  logarithms,
  rates,
  halvedSteps,
  roundOffColumns,
];

/** The watchdogs of one run. */
export interface Watch {
  /** Checks an output. Returns the violations that are new, or that turned from a note into doubtful. */
  inspect(observation: Observation): readonly Violation[];
  /** All violations so far, each with its worst value. */
  readonly violations: readonly Violation[];
  /** Restores the violations found before the run was resumed. */
  restore(violations: readonly Violation[]): void;
}

export function prepareWatch(context: WatchContext): Watch {
  const checks = watchdogs.flatMap(({ name, statement, kind, prepare }) => {
    const check = prepare(context);
    return check === undefined ? [] : [{ name, statement, kind, check }];
  });
  const found = new Map<string, Violation>();
  return {
    inspect(now) {
      return checks.flatMap(({ name, statement, kind: usual, check }) => {
        const finding = check(now);
        if (finding === undefined) return [];
        const { limit, message, columns, kind = usual } = finding;
        // JSON cannot represent Infinity.
        const value = Math.min(finding.value, Number.MAX_VALUE);
        const known = found.get(name);
        const worse = known?.kind === 'note' && kind === 'doubtful';
        if (known !== undefined && !worse) {
          // The message of a note describes the worst value, the message of a doubtful result the first violation.
          if (value > known.value) found.set(name, { ...known, value, ...(kind === 'note' ? { message } : {}) });
          return [];
        }
        const violation: Violation = {
          ...{ watchdog: name, statement, kind, t: now.t, value, limit, message },
          ...(columns === undefined ? {} : { columns }),
        };
        found.set(name, violation);
        return [violation];
      });
    },
    get violations() {
      return watchdogs.flatMap(({ name }) => found.get(name) ?? []);
    },
    restore(violations) {
      for (const violation of violations) found.set(violation.watchdog, violation);
    },
  };
}
