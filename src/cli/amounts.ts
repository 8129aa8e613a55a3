/** A number for people in plain characters: six significant digits, as 0.25 or 3.1e-15; `-` when there is none. */
export function formatNumber(value: number | null | undefined): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '-';
  const rounded = Number(value.toPrecision(6));
  const size = Math.abs(rounded);
  return size === 0 || (size >= 1e-4 && size < 1e6) ? String(rounded) : rounded.toExponential();
}

/** A count: 3200, or 1.28e8 when nobody would count the digits. */
export function formatCount(count: number): string {
  return count < 1e6 ? String(Math.round(count)) : Number(count.toPrecision(3)).toExponential().replace('+', '');
}

const byteUnits = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** 143 MiB; three significant digits. */
export function formatBytes(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(byteUnits.length - 1, Math.floor(Math.log2(bytes) / 10));
  return `${shortened(bytes / 1024 ** power)} ${byteUnits[power]}`;
}

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;
const year = 365 * day;

/** 0.42 s, 12 s, 4 min 10 s, 3 h 5 min, 1 day, 12 days, 31 years. */
export function formatDuration(seconds: number): string {
  if (seconds < minute) return `${Number(seconds.toPrecision(2))} s`;
  const whole = Math.round(seconds);
  if (whole < hour) return `${Math.floor(whole / minute)} min ${whole % minute} s`;
  if (whole < day) return `${Math.floor(whole / hour)} h ${Math.floor((whole % hour) / minute)} min`;
  if (whole === day) return '1 day';
  return whole < 2 * year ? `${shortened(whole / day)} days` : `${shortened(whole / year)} years`;
}

function shortened(value: number): string {
  return value < 1000 ? String(Number(value.toPrecision(3))) : formatCount(value);
}
