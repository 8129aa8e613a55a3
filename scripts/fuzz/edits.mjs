// What a disk, an editor or an enemy does to a file, as small records that fast-check draws and shrinks. The places are numbers that
// count modulo what the file has, so that every edit fits every file.
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

/** The same as JSON. */
const nastyValues = [
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

/** Edits of a file by what it holds: text, bytes, or a tree (`json`, `yaml`), whose text is edited too. */
export const editsOf = {
  text: fc.array(textEdit, { minLength: 1, maxLength: 3 }),
  bytes: fc.array(byteEdit, { minLength: 1, maxLength: 3 }),
  tree: fc.oneof(
    { weight: 3, arbitrary: fc.array(treeEdit, { minLength: 1, maxLength: 3 }) },
    { weight: 1, arbitrary: fc.array(textEdit, { minLength: 1, maxLength: 3 }) },
  ),
};

/** The content after an edit. `format`: text, bytes, json or yaml. */
export function edited(content, edits, format) {
  return edits.reduce((now, edit) => applied(now, edit, format), content);
}

function applied(content, edit, format) {
  if (['value', 'without', 'copy', 'key'].includes(edit.kind)) return editedTree(content, edit, format);
  if (edit.kind === 'byte' || edit.kind === 'bytes') return editedBytes(content, edit);
  if (format === 'bytes') return content.subarray(0, edit.at % (content.length + 1));
  return Buffer.from(editedText(content.toString('utf8'), edit));
}

function editedText(content, edit) {
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
  const [line] = edit.copy ? lines.slice(edit.at % lines.length) : lines.splice(edit.at % lines.length, 1);
  if (edit.kind === 'line') lines.splice(edit.to % (lines.length + 1), 0, line);
  return lines.join('\n');
}

function editedBytes(content, edit) {
  if (edit.kind === 'bytes') {
    const place = edit.at % (content.length + 1);
    return Buffer.concat([content.subarray(0, place), edit.values, content.subarray(place)]);
  }
  const copy = Buffer.from(content);
  if (copy.length > 0) copy[edit.at % copy.length] = edit.value;
  return copy;
}

/** A text that is no tree any more stays as it is. */
function editedTree(content, edit, format) {
  let root;
  try {
    root = format === 'json' ? JSON.parse(content.toString('utf8')) : parse(content.toString('utf8'));
  } catch {
    return content;
  }
  const holder = { root };
  const places = placesIn(holder);
  const { parent, key } = places[edit.at % places.length];
  if (edit.kind === 'value') put(parent, key, edit.value);
  else if (edit.kind === 'copy') {
    const from = places[edit.from % places.length];
    put(parent, key, structuredClone(from.parent[from.key]));
  } else if (edit.kind === 'key') {
    const target = isTree(parent[key]) ? parent[key] : parent;
    if (Array.isArray(target)) target.push(edit.value);
    else put(target, edit.key, edit.value);
  } else if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else delete parent[key];
  const { root: changed = null } = holder;
  return Buffer.from(format === 'json' ? JSON.stringify(changed) : stringify(changed));
}

function placesIn(tree) {
  return Object.keys(tree).flatMap((key) => [{ parent: tree, key }, ...(isTree(tree[key]) ? placesIn(tree[key]) : [])]);
}

function isTree(value) {
  return typeof value === 'object' && value !== null;
}

function put(parent, key, value) {
  Object.defineProperty(parent, key, { value, writable: true, enumerable: true, configurable: true });
}
