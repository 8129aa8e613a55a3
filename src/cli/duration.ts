import { InputError } from '../core/errors.ts';

const seconds = { d: 86400, h: 3600, m: 60, s: 1 } as const;

/** Seconds in `3h50m`, `1d12h`, `90m`, `45s` or `3:50:00`. Throws InputError for anything else. */
export function duration(text: string): number {
  const parts = /^(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s)?$/.exec(text);
  const clock = /^(\d+):([0-5]?\d):([0-5]?\d)$/.exec(text);
  const [days, hours, minutes, rest] =
    (parts ?? (clock && ['', '0', ...clock.slice(1)]))?.slice(1).map((part) => Number(part ?? 0)) ?? [];
  const sum = days * seconds.d + hours * seconds.h + minutes * seconds.m + rest;
  if (sum > 0 && sum < Infinity) return sum;
  throw new InputError(
    `--max-time: expected a duration such as 3h50m, 90m, 45s or 3:50:00, got ${JSON.stringify(text)}`,
  );
}
