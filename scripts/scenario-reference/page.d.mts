/** docs/scenario-files.md: every key of a scenario file, from its JSON Schema. */
export function scenarioReference(schema: Record<string, unknown>): string;
