/** docs/scenario-files.md: every key of a scenario file, from its JSON Schema. */
export function scenarioReference(schema) {
  return `# Scenario files

Every key of a scenario file, with its range and default, from the schema itself (\`npm run scenario-reference\`). Keys that are
not in this list are errors. \`landau schema\` prints the same as JSON Schema, for completion in an editor. On the command line
\`--set path=value\` replaces any of them, species by name or number: \`--set species.light.particles.count=900\`.

| key | meaning |
|---|---|
${inner(schema, '', new Set()).join('\n')}
`;
}

/** One row for every key, depth first; alternatives are listed one after the other under the same path. */
function rows(schema, path, seen) {
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

function inner(schema, path, seen) {
  const lines = rows(schema, path, seen);
  if (schema.items && !Array.isArray(schema.items)) lines.push(...inner(schema.items, `${path}[]`, seen));
  for (const alternative of [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])])
    lines.push(...inner(alternative, path, seen));
  if (typeof schema.additionalProperties === 'object')
    lines.push(...inner(schema.additionalProperties, `${path}.<name>`, seen));
  return lines;
}
