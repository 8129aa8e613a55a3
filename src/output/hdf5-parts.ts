import type { Dataset, File, Group } from 'h5wasm';

/*
 * The plan of an HDF5 file: its groups, datasets and attributes. Creating them takes most of the time of a small file. If an earlier file
 * has the same parts, only the values of its datasets and the attributes that differ are written into a copy of it.
 */

type AttributeData = string | number | string[] | number[] | Float64Array;

interface AttributeStep {
  readonly kind: 'attribute';
  readonly path: string;
  readonly name: string;
  readonly data: AttributeData;
  readonly shape: number[];
  readonly type: string;
}

interface DatasetStep {
  readonly kind: 'dataset';
  readonly path: string;
  /** Doubles, which may differ between files of the same parts, or texts and counts, which may not. */
  readonly data: Float64Array | readonly string[] | readonly number[];
  readonly shape: readonly number[];
  readonly type?: string;
  /** Whether attributes keep their order of creation, which netCDF-4 requires. */
  readonly ordered: boolean;
}

type Step =
  | { readonly kind: 'group'; readonly path: string }
  | { readonly kind: 'scale'; readonly path: string; readonly name: string }
  | { readonly kind: 'attached'; readonly path: string; readonly axis: number; readonly scale: string }
  | AttributeStep
  | DatasetStep;

/** A target of attributes: a part of a plan, or an object of the library. */
export interface Attributed {
  create_attribute(name: string, data: AttributeData, shape: number[], type: string): void;
}

/** A group, a dataset or the file itself, with its place in the plan of a file. */
export class PlannedPart implements Attributed {
  readonly #steps: Step[];
  readonly #path: string;

  constructor(steps: Step[], path = '') {
    this.#steps = steps;
    this.#path = path;
  }

  group(name: string): PlannedPart {
    const path = `${this.#path}/${name}`;
    this.#steps.push({ kind: 'group', path });
    return new PlannedPart(this.#steps, path);
  }

  dataset(
    name: string,
    data: DatasetStep['data'],
    more: Partial<Pick<DatasetStep, 'shape' | 'type' | 'ordered'>> = {},
  ): PlannedPart {
    const path = `${this.#path}/${name}`;
    this.#steps.push({ kind: 'dataset', path, data, shape: [data.length], ordered: false, ...more });
    return new PlannedPart(this.#steps, path);
  }

  create_attribute(name: string, data: AttributeData, shape: number[], type: string): void {
    this.#steps.push({ kind: 'attribute', path: this.#path, name, data, shape, type });
  }

  /** Makes the dataset a scale of a dimension (H5DS). */
  scale(name: string): void {
    this.#steps.push({ kind: 'scale', path: this.#path, name });
  }

  /** Attaches the scale at this path to an axis. */
  attach(axis: number, scale: string): void {
    this.#steps.push({ kind: 'attached', path: this.#path, axis, scale });
  }
}

/** The plan of a whole file. */
export class FilePlan {
  readonly steps: readonly Step[];
  /** Equal for files of the same parts. */
  readonly structure: string;

  constructor(plan: (file: PlannedPart) => void) {
    const steps: Step[] = [];
    plan(new PlannedPart(steps));
    this.steps = steps;
    this.structure = JSON.stringify(steps.map(fixedPart));
  }

  get attributes(): readonly AttributeStep[] {
    return this.steps.filter((step) => step.kind === 'attribute');
  }

  /** Creates every part in an empty file. */
  make(file: File): void {
    const made = new Map<string, File | Group | Dataset>([['', file]]);
    const at = <Kind extends Group | Dataset>(path: string) => made.get(path) as Kind;
    for (const step of this.steps) {
      const { kind, path } = step;
      const [parent, name] = [path.slice(0, path.lastIndexOf('/')), path.slice(path.lastIndexOf('/') + 1)];
      if (kind === 'group') made.set(path, at<Group>(parent).create_group(name));
      else if (kind === 'dataset') made.set(path, at<Group>(parent).create_dataset(datasetWords(name, step)));
      else if (kind === 'attribute') setAttribute(made.get(path)!, step);
      else if (kind === 'scale') at<Dataset>(path).make_scale(step.name);
      else at<Dataset>(path).attach_scale(step.axis, step.scale);
    }
  }

  /** Writes the differences into a file of the same parts, whose attributes were `before`. */
  change(file: File, before: readonly AttributeStep[]): void {
    for (const step of this.steps)
      if (step.kind === 'dataset' && step.data instanceof Float64Array)
        (file.get(step.path) as Dataset).write_slice(
          step.shape.map((length) => [0, length]),
          step.data,
        );
    const changed = this.attributes.filter(({ data }, k) => !isSame(data, before[k].data));
    // The attributes of the file itself keep their order.
    const ofFile = changed.some(({ path }) => path === '') ? this.attributes.filter(({ path }) => path === '') : [];
    const replaced = [...ofFile, ...changed.filter(({ path }) => path !== '')];
    for (const step of replaced) (step.path === '' ? file : (file.get(step.path) as Group)).delete_attribute(step.name);
    for (const step of replaced) setAttribute(step.path === '' ? file : (file.get(step.path) as Group), step);
  }
}

/** The content of a step that is equal in all files of the same parts. */
function fixedPart(step: Step): unknown {
  if (step.kind === 'attribute') return [step.path, step.name];
  if (step.kind !== 'dataset') return step;
  const { data, ...rest } = step;
  return data instanceof Float64Array ? rest : step;
}

function datasetWords(name: string, { data, shape, type, ordered }: DatasetStep) {
  return {
    ...{ name, data: data instanceof Float64Array ? data : [...data], shape: [...shape], track_order: ordered },
    ...(type !== undefined && { dtype: type }),
  } as Parameters<Group['create_dataset']>[0];
}

function setAttribute(target: Attributed, { name, data, shape, type }: AttributeStep): void {
  target.create_attribute(name, data, shape, type);
}

function isSame(a: AttributeData, b: AttributeData): boolean {
  if (typeof a !== 'object' || typeof b !== 'object') return Object.is(a, b);
  return a.length === b.length && Array.prototype.every.call(a, (value, k) => Object.is(value, b[k]));
}
