// Edits of a file, as a disk, an editor or an attacker might make them, as small records that fast-check draws and shrinks. Positions
// are taken modulo the size of the file, so that every edit fits every file.
import fc from 'fast-check';
import { parse, stringify } from 'yaml';

/** Values that have broken programs: numbers at the ends of their range, names of JavaScript, characters of terminals and markup. */
const nasty = [
  ...[
    '0',
    '-0',
    '-1',
    '1',
    '2',
    '0.5',
    '3',
    '1e308',
    '-1e308',
    '1e-320',
    '1e999',
    '1e17',
    '4294967296',
    '.nan',
    '.inf',
  ],
  ...[
    'NaN',
    'null',
    'true',
    '~',
    '[]',
    '{}',
    '""',
    '[[]]',
    '[1, 2]',
    '{ a: 1 }',
    '*a',
    '&a 1',
    '!!binary x',
    '|',
    '>-',
  ],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'prototype',
    'length',
    'true',
    'maxwellian',
    'light',
    'lattice',
  ],
  ...['../../outside/victim', '/dev/zero', '/etc/passwd', '.', '..', 'scenario.yaml', '%s%n', '$(id)', '`id`'],
  ...[
    '<script>alert(1)</script>',
    '=cmd()',
    '\\input{x}',
    '|a|b|',
    '"\\e[31mred"',
    '"\\u009b31m"',
    '"\\u202e"',
    '"\\0"',
  ],
  ...[
    '\u001b[2J',
    '\u009b31m',
    '\u007f',
    '\u202e',
    '\u2028',
    '\ufeff',
    '\ud83d\ude00',
    '\t',
    '\r',
    '---',
    '...',
    ': ',
    '# ',
    ',',
  ],
];

/** The same values as JSON. */
const nastyValues: readonly unknown[] = [
  ...[
    null,
    true,
    false,
    0,
    -0,
    -1,
    1,
    0.5,
    2,
    1e308,
    -1e308,
    5e-324,
    1e17,
    4294967296,
    2 ** 53,
    '',
    'x',
    [],
    {},
    [[]],
    [0],
  ],
  ...[
    '__proto__',
    'constructor',
    '../../outside/victim',
    '/dev/zero',
    '\u001b[2J',
    '\u009b31m',
    '\u202e',
    '\n',
    'a\nb',
  ],
  ...['<script>alert(1)</script>', '=cmd()', '\\input{x}', '1e3', '$x$', 'light', { constructor: 1 }, 'a'.repeat(3000)],
  ...[
    1e6,
    1e9,
    'NaN',
    'finished',
    'failed',
    'running',
    'interrupted',
    'doubtful',
    'x.y',
    '../x',
    'members/..',
    'a/../../b',
  ],
];

const nastyKeys = ['constructor', 'toString', 'hasOwnProperty', 'x', '', 't', '\u001b[2J', 'a.b', '0', 'sha256'];

const at = fc.nat({ max: 1e6 });
const text = fc.oneof(
  fc.constantFrom(...nasty),
  fc.double().map(String),
  fc.string({ unit: 'binary-ascii', maxLength: 6 }),
);
const json = fc.oneof(fc.constantFrom(...nastyValues), fc.double({ noNaN: true }), fc.jsonValue({ maxDepth: 2 }));

const textEdit = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('word'), at, text }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('insert'), at, text }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('cut'), at, length: fc.nat({ max: 60 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('end'), at }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('line'), at, to: at, copy: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('unline'), at }) },
);
const byteEdit = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('byte'), at, value: fc.nat({ max: 255 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('bytes'), at, values: fc.uint8Array({ maxLength: 8 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('end'), at }) },
);
const treeEdit = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('value'), at, value: json }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('without'), at }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('copy'), at, from: at }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('key'), at, key: fc.constantFrom(...nastyKeys), value: json }),
  },
);

type Drawn<Draws> = Draws extends fc.Arbitrary<infer Value> ? Value : never;
type TextEdit = Drawn<typeof textEdit>;
type ByteEdit = Drawn<typeof byteEdit>;
type TreeEdit = Drawn<typeof treeEdit>;
export type Edit = TextEdit | ByteEdit | TreeEdit;

export type Format = 'text' | 'bytes' | 'json' | 'yaml';

/** Edits of a file by its format: text, bytes, or a tree (`json`, `yaml`), whose text is also edited. */
export const editsOf: Readonly<Record<'text' | 'bytes' | 'tree', fc.Arbitrary<Edit[]>>> = {
  text: fc.array(textEdit, { minLength: 1, maxLength: 3 }),
  bytes: fc.array(byteEdit, { minLength: 1, maxLength: 3 }),
  tree: fc.oneof(
    { weight: 3, arbitrary: fc.array(treeEdit, { minLength: 1, maxLength: 3 }) },
    { weight: 1, arbitrary: fc.array(textEdit, { minLength: 1, maxLength: 3 }) },
  ),
};

/** The content after an edit. */
export function edited(content: Buffer, edits: readonly Edit[], format: Format): Buffer {
  return edits.reduce((now, edit) => applied(now, edit, format), content);
}

function applied(content: Buffer, edit: Edit, format: Format): Buffer {
  switch (edit.kind) {
    case 'value':
    case 'without':
    case 'copy':
    case 'key':
      return editedTree(content, edit, format);
    case 'byte':
    case 'bytes':
      return editedBytes(content, edit);
    default:
      if (format === 'bytes') return content.subarray(0, edit.at % (content.length + 1));
      return Buffer.from(editedText(content.toString('utf8'), edit));
  }
}

function editedText(content: string, edit: TextEdit): string {
  if (edit.kind === 'word') {
    const words = [...content.matchAll(/[A-Za-z_][\w-]*|-?[\d.]+(?:e[-+]?\d+)?|"[^"\n]*"|[^\s\w]/g)];
    if (words.length === 0) return edit.text;
    const { index, 0: word } = words[edit.at % words.length];
    return content.slice(0, index) + edit.text + content.slice(index + word.length);
  }
  const place = edit.at % (content.length + 1);
  if (edit.kind === 'insert') return content.slice(0, place) + edit.text + content.slice(place);
  if (edit.kind === 'cut') return content.slice(0, place) + content.slice(place + edit.length + 1);
  if (edit.kind === 'end') return content.slice(0, place);
  const lines = content.split('\n');
  const [line] =
    edit.kind === 'line' && edit.copy ? lines.slice(edit.at % lines.length) : lines.splice(edit.at % lines.length, 1);
  if (edit.kind === 'line') lines.splice(edit.to % (lines.length + 1), 0, line);
  return lines.join('\n');
}

function editedBytes(content: Buffer, edit: Exclude<ByteEdit, { kind: 'end' }>): Buffer {
  if (edit.kind === 'bytes') {
    const place = edit.at % (content.length + 1);
    return Buffer.concat([content.subarray(0, place), edit.values, content.subarray(place)]);
  }
  const copy = Buffer.from(content);
  if (copy.length > 0) copy[edit.at % copy.length] = edit.value;
  return copy;
}

/** Edits the tree of a text; a text that no longer parses is not changed. */
function editedTree(content: Buffer, edit: TreeEdit, format: Format): Buffer {
  let root: unknown;
  try {
    root = format === 'json' ? JSON.parse(content.toString('utf8')) : parse(content.toString('utf8'));
  } catch {
    return content;
  }
  const holder: { root?: unknown } = { root };
  const places = placesIn(holder);
  const { parent, key } = places[edit.at % places.length];
  if (edit.kind === 'value') put(parent, key, edit.value);
  else if (edit.kind === 'copy') {
    const from = places[edit.from % places.length];
    put(parent, key, structuredClone(valueAt(from)));
  } else if (edit.kind === 'key') {
    const value = valueAt({ parent, key });
    const target = isTree(value) ? value : parent;
    if (Array.isArray(target)) target.push(edit.value);
    else put(target, edit.key, edit.value);
  } else if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else Reflect.deleteProperty(parent, key);
  const { root: changed = null } = holder;
  return Buffer.from(format === 'json' ? JSON.stringify(changed) : stringify(changed));
}

/** A key of a map or an array. */
interface Place {
  readonly parent: object;
  readonly key: string;
}

function placesIn(tree: object): Place[] {
  return Object.keys(tree).flatMap((key) => {
    const place = { parent: tree, key };
    const value = valueAt(place);
    return [place, ...(isTree(value) ? placesIn(value) : [])];
  });
}

function valueAt({ parent, key }: Place): unknown {
  return Reflect.get(parent, key);
}

function isTree(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function put(parent: object, key: string, value: unknown): void {
  Object.defineProperty(parent, key, { value, writable: true, enumerable: true, configurable: true });
}
