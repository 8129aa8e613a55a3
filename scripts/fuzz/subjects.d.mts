import type { Arbitrary } from 'fast-check';

export interface Subject {
  readonly name: string;
  readonly cases: Arbitrary<unknown>;
  /** What is wrong with the program's answer to the case; undefined when nothing is. */
  attempt(one: unknown): Promise<string | undefined>;
}

export function subjectsFor(program: object, place: string): Promise<readonly Subject[]>;
