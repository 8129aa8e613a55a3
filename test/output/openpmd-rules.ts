import type { Dataset, File, Group } from 'h5wasm';

/**
 * What openPMD 1.1.0 makes mandatory, by the standard (STANDARD.md, "Required attributes") and with the types that
 * openPMD-validator 1.1.0 asks for (check_h5.py: check_root_attr, check_base_path, check_meshes, check_particles).
 * Returns one line per violation.
 */
export function openPmdProblems(file: File): string[] {
  const problems: string[] = [];
  const require = (target: Group | Dataset, name: string, type: AttributeType, allowed: RegExp = /^/) => {
    const attribute = target.attrs[name];
    const problem =
      attribute === undefined
        ? 'is missing'
        : !type(attribute.metadata)
          ? `is ${JSON.stringify(attribute.dtype)} ${JSON.stringify(attribute.shape)}`
          : !allowed.test(String(attribute.value))
            ? `is ${attribute.value}`
            : null;
    if (problem !== null) problems.push(`${target.path}@${name} ${problem}`);
  };
  const named = (group: Group) => {
    for (const name of group.keys())
      if (!/^\w+$/.test(name)) problems.push(`${group.path}/${name} is not a legal name`);
  };
  const component = (target: Group | Dataset) => {
    if (target.type === 'Group') {
      require(target, 'value', real);
      require(target, 'shape', unsigned64List);
    }
    require(target, 'unitSI', real);
  };
  const components = (record: Group | Dataset): (Group | Dataset)[] => {
    if (record.type === 'Dataset' || record.attrs.value !== undefined) return [record];
    named(record as Group);
    return [...members(record as Group)];
  };
  const record = (target: Group | Dataset) => {
    require(target, 'unitDimension', realList(7));
    require(target, 'timeOffset', real);
    for (const each of components(target)) component(each);
  };

  require(file, 'openPMD', text, /^1\.1\.0$/);
  require(file, 'openPMDextension', unsigned32);
  require(file, 'basePath', text, /^\/data\/%T\/$/);
  require(file, 'iterationEncoding', text, /^(groupBased|fileBased)$/);
  require(file, 'iterationFormat', text, /%(0\d+)?T/);
  for (const name of ['software', 'softwareVersion', 'softwareDependencies', 'machine', 'comment'])
    require(file, name, text);
  require(file, 'date', text, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d{4}$/);

  for (const iteration of members(file.get('data') as Group) as Group[]) {
    if (!/\/\d+$/.test(iteration.path)) problems.push(`${iteration.path} is not numbered`);
    for (const name of ['time', 'dt', 'timeUnitSI']) require(iteration, name, real);
    require(file, 'meshesPath', text, /^meshes\/$/);
    const meshes = iteration.get('meshes') as Group;
    named(meshes);
    for (const mesh of members(meshes) as Dataset[]) {
      const d = mesh.shape!.length;
      record(mesh);
      require(mesh, 'geometry', text, /^cartesian$/);
      require(mesh, 'dataOrder', text, /^C$/);
      require(mesh, 'axisLabels', textList(d));
      require(mesh, 'gridSpacing', realList(d));
      require(mesh, 'gridGlobalOffset', realList(d));
      require(mesh, 'gridUnitSI', real);
      require(mesh, 'position', realList(d));
    }
    if (file.attrs.particlesPath === undefined) {
      if (iteration.keys().includes('particles')) problems.push('particles without particlesPath');
      continue;
    }
    require(file, 'particlesPath', text, /^particles\/$/);
    const particles = iteration.get('particles') as Group;
    named(particles);
    for (const species of members(particles) as Group[]) {
      for (const name of ['position', 'positionOffset', 'particlePatches'])
        if (!species.keys().includes(name)) problems.push(`${species.path}/${name} is missing`);
      named(species);
      for (const each of members(species)) if (!each.path.endsWith('/particlePatches')) record(each);
      const weighting = species.get('weighting') as Dataset;
      require(weighting, 'unitSI', real, /^1$/);
      require(weighting, 'weightingPower', real, /^1$/);
      require(weighting, 'macroWeighted', unsigned32, /^1$/);
      require(weighting, 'unitDimension', realList(7), /^0,0,0,0,0,0,0$/);
      const axes = (species.get('position') as Group).keys().join();
      if ((species.get('positionOffset') as Group).keys().join() !== axes)
        problems.push(`${species.path}: offset axes`);
      const patches = species.get('particlePatches') as Group;
      for (const name of ['numParticles', 'numParticlesOffset'])
        if ((patches.get(name) as Dataset | null)?.dtype !== '<Q') problems.push(`${patches.path}/${name}`);
      for (const name of ['offset', 'extent']) {
        const group = patches.get(name) as Group;
        if (group.keys().join() !== axes) problems.push(`${group.path}: axes`);
        for (const each of members(group)) component(each);
      }
    }
  }
  return problems;
}

type Metadata = Dataset['metadata'];
type AttributeType = (metadata: Metadata) => boolean;

/** HDF5 type classes: 0 integer, 1 floating point, 3 text. */
const scalar = (metadata: Metadata) => metadata.shape?.length === 0;
const list = (metadata: Metadata, length?: number) =>
  metadata.shape?.length === 1 && (length === undefined || metadata.shape[0] === length);
const isReal = ({ type, size }: Metadata) => type === 1 && size === 8;
const isUnsigned = ({ type, size, signed }: Metadata, bytes: number) => type === 0 && size === bytes && !signed;
const isFixedText = ({ type, vlen }: Metadata) => type === 3 && !vlen;
const text: AttributeType = (metadata) => isFixedText(metadata) && scalar(metadata);
const textList =
  (length: number): AttributeType =>
  (metadata) =>
    isFixedText(metadata) && list(metadata, length);
const real: AttributeType = (metadata) => isReal(metadata) && scalar(metadata);
const realList =
  (length: number): AttributeType =>
  (metadata) =>
    isReal(metadata) && list(metadata, length);
const unsigned32: AttributeType = (metadata) => isUnsigned(metadata, 4) && scalar(metadata);
const unsigned64List: AttributeType = (metadata) => isUnsigned(metadata, 8) && list(metadata);

function members(group: Group): (Group | Dataset)[] {
  return group.keys().map((name) => group.get(name) as Group | Dataset);
}
