export interface Cell {
  readonly code: string;
  readonly output: string | undefined;
}

export function cellsOf(page: string): Cell[];
export function withOutputs(page: string, outputs: readonly string[]): string;
export function programOf(page: string): string;
export function outputsOf(printed: string): string[];
export function commandsOf(page: string): string[][];
export const study: string;
