type Schema = Record<string, unknown>;

/** Whether `value` satisfies a JSON schema, for the keywords that schemas of scenarios use. Throws on any other keyword. */
export function accepts(schema: unknown, value: unknown, root: unknown = schema): boolean {
  if (typeof schema === 'boolean') return schema;
  return Object.entries(schema as Schema).every(([keyword, wanted]) => {
    const check = keywords[keyword];
    if (!check) throw new Error(`unknown keyword ${keyword}`);
    return check(wanted as never, value, schema as Schema, root);
  });
}

/** Every schema inside `schema`, with the path it is found at. */
export function* subschemas(schema: unknown, path = ''): Generator<[path: string, schema: Schema]> {
  if (typeof schema !== 'object' || schema === null) return;
  const map = schema as Schema;
  yield [path, map];
  for (const [key, field] of Object.entries((map.properties ?? {}) as Schema))
    yield* subschemas(field, `${path}.${key}`);
  for (const keyword of ['anyOf', 'oneOf', 'prefixItems'] as const)
    for (const [k, branch] of ((map[keyword] ?? []) as Schema[]).entries())
      yield* subschemas(branch, `${path}/${keyword}/${k}`);
  for (const keyword of ['items', 'additionalProperties'] as const)
    yield* subschemas(map[keyword], `${path}/${keyword}`);
}

type Check = (wanted: never, value: unknown, schema: Schema, root: unknown) => boolean;

const isMap = (value: unknown): value is Schema => typeof value === 'object' && value !== null && !Array.isArray(value);
const number = (compare: (value: number, wanted: number) => boolean) => (wanted: number, value: unknown) =>
  typeof value !== 'number' || compare(value, wanted);
const list = (compare: (length: number, wanted: number) => boolean) => (wanted: number, value: unknown) =>
  !Array.isArray(value) || compare(value.length, wanted);
const annotation = () => true;

function isOfType(type: string, value: unknown): boolean {
  if (type === 'object') return isMap(value);
  if (type === 'array') return Array.isArray(value);
  return type === 'integer' ? Number.isInteger(value) : typeof value === type;
}

const keywords: Record<string, Check> = {
  $schema: annotation,
  title: annotation,
  description: annotation,
  default: annotation,
  type: (wanted: string | string[], value) => [wanted].flat().some((type) => isOfType(type, value)),
  enum: (wanted: unknown[], value) => wanted.includes(value),
  const: (wanted: unknown, value) => wanted === value,
  minimum: number((value, wanted) => value >= wanted),
  maximum: number((value, wanted) => value <= wanted),
  exclusiveMinimum: number((value, wanted) => value > wanted),
  exclusiveMaximum: number((value, wanted) => value < wanted),
  minLength: (wanted: number, value) => typeof value !== 'string' || value.length >= wanted,
  pattern: (wanted: string, value) => typeof value !== 'string' || new RegExp(wanted).test(value),
  minItems: list((length, wanted) => length >= wanted),
  maxItems: list((length, wanted) => length <= wanted),
  items: (wanted, value, schema, root) =>
    !Array.isArray(value) ||
    value.slice(((schema.prefixItems ?? []) as unknown[]).length).every((item) => accepts(wanted, item, root)),
  prefixItems: (wanted: unknown[], value, _schema, root) =>
    !Array.isArray(value) || wanted.every((item, k) => k >= value.length || accepts(item, value[k], root)),
  anyOf: (wanted: unknown[], value, _schema, root) => wanted.some((branch) => accepts(branch, value, root)),
  oneOf: (wanted: unknown[], value, _schema, root) =>
    wanted.filter((branch) => accepts(branch, value, root)).length === 1,
  required: (wanted: string[], value) => !isMap(value) || wanted.every((key) => Object.hasOwn(value, key)),
  properties: (wanted: Schema, value, _schema, root) =>
    !isMap(value) ||
    Object.entries(wanted).every(([key, field]) => !Object.hasOwn(value, key) || accepts(field, value[key], root)),
  additionalProperties: (wanted, value, schema, root) =>
    !isMap(value) ||
    Object.entries(value).every(
      ([key, item]) =>
        Object.hasOwn((schema.properties ?? {}) as Schema, key) ||
        patternsOf(schema, key).length > 0 ||
        accepts(wanted, item, root),
    ),
  patternProperties: (_wanted, value, schema, root) =>
    !isMap(value) ||
    Object.entries(value).every(([key, item]) => patternsOf(schema, key).every((one) => accepts(one, item, root))),
  $defs: annotation,
  $ref: (wanted: string, value, _schema, root) =>
    accepts(
      wanted
        .split('/')
        .slice(1)
        .reduce((part, key) => (part as Schema)[key], root),
      value,
      root,
    ),
  defaultSnippets: annotation,
  propertyNames: (wanted, value, _schema, root) =>
    !isMap(value) || Object.keys(value).every((key) => accepts(wanted, key, root)),
};

function patternsOf(schema: Schema, key: string): unknown[] {
  const patterns = Object.entries((schema.patternProperties ?? {}) as Schema);
  return patterns.filter(([pattern]) => new RegExp(pattern).test(key)).map(([, one]) => one);
}
