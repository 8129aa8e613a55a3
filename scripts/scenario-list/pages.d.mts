/** The pages by their paths from the root, made by the given functions and registry of the program. */
export function listPages(program: {
  readonly readScenario: unknown;
  readonly readStudy: unknown;
  readonly places: unknown;
  readonly studyAxes: unknown;
  readonly watchdogs: unknown;
}): Readonly<Record<string, string>>;
