import * as z from 'zod';
import type { InputFile, OutputMarks, RunIdentity } from './run-identity.ts';
import { type Provenance, type RunEvent, type RunSummary, runStatuses, type Violation } from './run-record.ts';

/*
 * Schemas of the files of a run, which are checked before anything is done with them. Other keys are kept; the seal of the
 * file detects changes of them.
 */

const real = z.number();
const count = z.number().int().min(0);

const digest = z.string().regex(/^[0-9a-f]{64}$/);
/** A name in a run directory, at most one folder deep, that cannot point outside. */
const fileName = z.string().regex(/^[\w-][\w.-]*(\/[\w-][\w.-]*)?$/);

export const outputMarksSchema: z.ZodType<OutputMarks> = z.object({
  lines: z.record(fileName, z.object({ lines: count, bytes: count, sha256: digest })),
  whole: z.record(fileName, digest),
});

const inputFilesSchema: z.ZodType<readonly InputFile[]> = z.array(
  z.object({ path: z.string(), sha256: digest, initial: z.literal(true).exactOptional() }),
);

export const runIdentitySchema: z.ZodType<RunIdentity> = z.object({
  program: z.object({
    software: z.string(),
    version: z.string(),
    commit: z.string().nullable(),
    node: z.string(),
    kernels: z.string(),
  }),
  scenario: z.string(),
  inputs: inputFilesSchema,
});

export const provenanceSchema = z.looseObject({
  software: z.string(),
  version: z.string(),
  commit: z.string().nullable(),
  node: z.string(),
  platform: z.string(),
  cores: count,
  threads: count,
  seed: z.string(),
  scenarioFile: z.string().nullable(),
  startedAt: z.string(),
  methods: z.array(z.looseObject({ role: z.string(), name: z.string(), reference: z.string() })),
  settings: z.record(z.string(), z.union([real, z.string(), z.null()])),
  units: z
    .record(
      z.enum(['mass', 'density', 'temperature', 'time', 'velocity', 'charge']),
      z.object({ unit: z.string(), si: real }),
    )
    .optional(),
  kernels: z.string().optional(),
  scenarioHash: z.string().optional(),
  inputs: inputFilesSchema.optional(),
  changes: z.array(z.string()).optional(),
}) as unknown as z.ZodType<Provenance>;

/** A summary with the marks of the files at that time. */
export type MarkedSummary = RunSummary & { readonly outputs: OutputMarks };

export const violationSchema: z.ZodType<Violation> = z.looseObject({
  watchdog: z.string(),
  statement: z.string(),
  kind: z.enum(['doubtful', 'note']),
  t: real,
  value: real,
  limit: real,
  message: z.string(),
  columns: z.array(z.string()).exactOptional(),
});

const valueSchema = z.object({ value: real, error: real.nullable() }).nullable();
const bestSchema = z.looseObject({ source: z.string(), start: valueSchema, end: valueSchema });

export const summarySchema = z.looseObject({
  status: z.enum(runStatuses),
  message: z.string().optional(),
  t: real.nullable(),
  until: real,
  steps: count,
  evaluations: count,
  wallSeconds: real,
  species: z.array(z.looseObject({ name: z.string(), mass: real, density: real, particles: count })),
  profile: z.array(z.looseObject({ step: z.string(), calls: real, seconds: real })).optional(),
  representation: z.string().optional(),
  equilibrium: z.looseObject({
    temperature: real.nullable(),
    velocity: z.array(real.nullable()),
    species: z.array(z.looseObject({ temperature: real, velocity: z.array(real) })).optional(),
    entropy: real.nullable(),
    fisher: real.nullable(),
  }),
  exact: z.looseObject({ name: z.string(), reference: z.string() }).nullable(),
  ledger: z.array(
    z.looseObject({
      between: z.tuple([z.string(), z.string()]),
      strength: real,
      exponent: real,
      kernel: z
        .looseObject({
          formula: z.string(),
          slopes: z.tuple([real.nullable(), real.nullable()]),
          within: z.array(z.tuple([real, real.nullable()])),
        })
        .optional(),
      bound: real.nullable(),
      covered: z.boolean(),
    }),
  ),
  covered: z.boolean(),
  best: z.looseObject({ entropy: bestSchema, fisher: bestSchema }),
  fisher: z.looseObject({
    answer: z.enum(['increases', 'does not increase', 'undetermined']),
    reason: z.string().optional(),
    change: real.nullable(),
    changeError: real.nullable(),
    rise: real.nullable(),
    riseError: real.nullable(),
    from: real.nullable(),
    to: real.nullable(),
    hidden: real.nullable().optional(),
  }),
  watchdogs: z.array(violationSchema),
  initialRates: z.array(
    z.looseObject({
      quantity: z.string(),
      right: real.nullable(),
      source: z.enum(['closed formula', 'weak form of the particles']),
      measured: real.nullable(),
      error: real.optional(),
      ratio: real.nullable(),
      scale: real.nullable(),
    }),
  ),
  verdicts: z.array(
    z.looseObject({
      quantity: z.string(),
      expected: z.string(),
      measured: real.nullable(),
      time: real.nullable(),
      passed: z.boolean(),
      pending: z.literal(true).optional(),
      remark: z.string().optional(),
    }),
  ),
  outputs: outputMarksSchema,
}) as unknown as z.ZodType<MarkedSummary>;

export const eventSchema = z.looseObject({
  time: z.string(),
  kind: z.string(),
  message: z.string(),
  t: real.nullable().optional(),
}) as unknown as z.ZodType<RunEvent>;
