import * as z from 'zod';
import type { InputFile, OutputMarks, RunIdentity } from './run-identity.ts';
import { type Provenance, type RunEvent, type RunSummary, runStatuses } from './run-record.ts';

/*
 * What the files of a run must hold before anything is done with them. Keys that are not named here stay as they are; that
 * nobody changed the rest is what the seal of the file is for.
 */

const real = z.number();
const count = z.number().int().min(0);

const digest = z.string().regex(/^[0-9a-f]{64}$/);
/** A name in a run directory, one folder down at most, that leads nowhere else. */
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

/** A summary with the marks of the files that it was made from. */
export type MarkedSummary = RunSummary & { readonly outputs: OutputMarks };

export const summarySchema = z.looseObject({
  status: z.enum(runStatuses),
  message: z.string().optional(),
  t: real.nullable(),
  until: real,
  steps: count,
  evaluations: count,
  wallSeconds: real,
  species: z.array(z.looseObject({ name: z.string(), mass: real, density: real, particles: count })),
  equilibrium: z.looseObject({}),
  exact: z.looseObject({ name: z.string(), reference: z.string() }).nullable(),
  ledger: z.array(z.looseObject({ between: z.tuple([z.string(), z.string()]) })),
  covered: z.boolean(),
  fisher: z.looseObject({}),
  verdicts: z.array(z.looseObject({ quantity: z.string(), expected: z.string() })),
  outputs: outputMarksSchema,
}) as unknown as z.ZodType<MarkedSummary>;

export const eventSchema = z.looseObject({
  time: z.string(),
  kind: z.string(),
  message: z.string(),
  t: real.nullable().optional(),
}) as unknown as z.ZodType<RunEvent>;
