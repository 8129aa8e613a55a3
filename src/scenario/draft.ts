import type { ScenarioInput } from './scenario.ts';

/** T with everything optional: what is left of a value when all that is invalid is taken out. */
type Remains<T> = T extends object ? { readonly [K in keyof T]?: Remains<T[K]> | undefined } : T;

/** A scenario as written, without its invalid parts. Relations between fields are checked on what is left. */
export type Draft = Remains<ScenarioInput>;
