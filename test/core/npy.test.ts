import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeNpy, decodeNpz } from '../../src/core/npy.ts';
import { doublesOf, encodeNpy, encodeNpz } from './npy.ts';

/* Files that NumPy 1.24.2 wrote of [[1.5, -2, 3], [4, 5, -6.25]] and others, by numpy.save and numpy.savez_compressed. */
const files = {
  f8: 'k05VTVBZAQB2AHsnZGVzY3InOiAnPGY4JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAAD4PwAAAAAAAADAAAAAAAAACEAAAAAAAAAQQAAAAAAAABRAAAAAAAAAGcA=',
  fortran:
    'k05VTVBZAQB2AHsnZGVzY3InOiAnPGY4JywgJ2ZvcnRyYW5fb3JkZXInOiBUcnVlLCAnc2hhcGUnOiAoMiwgMyksIH0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAAD4PwAAAAAAABBAAAAAAAAAAMAAAAAAAAAUQAAAAAAAAAhAAAAAAAAAGcA=',
  big: 'k05VTVBZAQB2AHsnZGVzY3InOiAnPmY0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAo/wAAAwAAAAEBAAABAgAAAQKAAAMDIAAA=',
  structured:
    'k05VTVBZAQB2AHsnZGVzY3InOiBbKCd2eCcsICc8ZjgnKSwgKCd2eScsICc8ZjQnKSwgKCd3JywgJzxpNCcpXSwgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsKSwgfSAgICAgICAgICAgICAgICAgICAgIAoAAAAAAAD4PwAAAEADAAAAAAAAAAAAEEAAAKBABgAAAA==',
  npz: 'UEsDBBQAAAAIAAAAIQA69dxfWwAAALAAAAAMABQAdmVsb2NpdHkubnB5AQAQALAAAAAAAAAAWwAAAAAAAACb7BfqGxDJyFDGUK2eklqcXKRupaBuk2ahrqOgnpZfVFKUmBefX5SSChJ3S8wpTgWKF2ckFqQC+RpGOgrGmjoKtQpkAy4GMPhhD6EZDkAoDgcILQClRaC05AEAUEsDBBQAAAAIAAAAIQBkW6q/TAAAAJAAAAAKABQAd2VpZ2h0Lm5weQEAEACQAAAAAAAAAEwAAAAAAAAAm+wX6hsQychQxlCtnpJanFykbqWgbpNmoa6joJ6WX1RSlJgXn1+UkgoSd0vMKU4FihdnJBakAvkaRjqaOgq1ChQALgYw+GAPoRkcAFBLAQIUAxQAAAAIAAAAIQA69dxfWwAAALAAAAAMAAAAAAAAAAAAAACAAQAAAAB2ZWxvY2l0eS5ucHlQSwECFAMUAAAACAAAACEAZFuqv0wAAACQAAAACgAAAAAAAAAAAAAAgAGZAAAAd2VpZ2h0Lm5weVBLBQYAAAAAAgACAHIAAAAhAQAAAAA=',
};
const bytesOf = (name: keyof typeof files) => Buffer.from(files[name], 'base64');
const matrix = { shape: [2, 3], values: Float64Array.of(1.5, -2, 3, 4, 5, -6.25) };

test.each(['f8', 'fortran', 'big'] as const)('an array that NumPy saved is read, %s', (name) => {
  expect(decodeNpy(bytesOf(name), 'a.npy').get('')).toEqual(matrix);
});

test('the fields of a structured array are arrays by name', () => {
  const fields = decodeNpy(bytesOf('structured'), 'a.npy');
  expect([...fields].map(([name, { values }]) => [name, ...values])).toEqual([
    ['vx', 1.5, 4],
    ['vy', 2, 5],
    ['w', 3, 6],
  ]);
});

test('an archive of NumPy is read', () => {
  const arrays = decodeNpz(bytesOf('npz'), 'a.npz');
  expect(arrays.get('velocity')).toEqual(matrix);
  expect([...arrays.get('weight')!.values]).toEqual([1, 2]);
});

test('doubles come back to the bit, in any shape, of either order, in archives too', () => {
  const shapes = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(
      shapes.chain((shape) => {
        const count = shape.reduce((product, size) => product * size, 1);
        return fc.tuple(fc.constant(shape), fc.array(fc.double(), { minLength: count, maxLength: count }));
      }),
      ([shape, values]) => {
        const bytes = encodeNpy(shape, doublesOf(values));
        expect(decodeNpy(bytes, 'a.npy').get('')).toEqual({ shape, values: Float64Array.from(values) });
        const packed = decodeNpz(encodeNpz({ a: bytes }), 'a.npz');
        expect(packed.get('a')).toEqual({ shape, values: Float64Array.from(values) });
        // In column order the axes are the other way round.
        const turned = encodeNpy([...shape].reverse(), doublesOf(values), "'<f8'", true);
        const at = decodeNpy(turned, 'a.npy').get('')!;
        if (shape.length === 2)
          for (let i = 0; i < shape[0]; i++)
            for (let j = 0; j < shape[1]; j++) expect(at.values[j * shape[0] + i]).toBe(values[i * shape[1] + j]);
      },
    ),
    { numRuns: 50 },
  );
});
