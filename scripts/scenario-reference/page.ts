/** The parts of a JSON Schema that the page uses. */
interface Schema {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema | readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly additionalProperties?: boolean | Schema;
}

/** docs/scenario-files.md: every key of a scenario file, from its JSON Schema. */
export function scenarioReference(schema: Schema): string {
  return `# Scenario files

This page lists every key of a scenario file, with its range and default. It is made from the schema by \`npm run scenario-reference\`. Keys that are
not in this list are errors. \`landau schema\` prints the schema as JSON Schema, for completion in an editor. On the command line,
\`--set path=value\` sets any key; species are addressed by name or number: \`--set species.light.particles.count=900\`.

| key | meaning |
|---|---|
${inner(schema, '', new Set()).join('\n')}
`;
}

/** One row for every key, depth first; alternatives are listed one after the other under the same path. */
function rows(schema: Schema, path: string, seen: Set<string>): string[] {
  const lines = [];
  for (const [key, value] of Object.entries(schema.properties ?? {})) {
    const here = path === '' ? key : `${path}.${key}`;
    const text = value.description ?? '';
    const line = `| \`${here}\` | ${text.replaceAll('|', '\\|').replaceAll('\n', ' ')} |`;
    if (!seen.has(line)) lines.push(line);
    seen.add(line);
    lines.push(...inner(value, here, seen));
  }
  return lines;
}

function inner(schema: Schema, path: string, seen: Set<string>): string[] {
  const lines = rows(schema, path, seen);
  if (schema.items && !isList(schema.items)) lines.push(...inner(schema.items, `${path}[]`, seen));
  for (const alternative of [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])])
    lines.push(...inner(alternative, path, seen));
  if (typeof schema.additionalProperties === 'object')
    lines.push(...inner(schema.additionalProperties, `${path}.<name>`, seen));
  return lines;
}

function isList(items: Schema | readonly Schema[]): items is readonly Schema[] {
  return Array.isArray(items);
}
