/** How the command ends. 64 to 78 are those of BSD's sysexits, from 128 on those of signals: 128 + number. */
export const exitCodes = {
  success: 0,
  expectationFailed: 1,
  badInput: 2,
  brokeDown: 3,
  internalError: 70,
  SIGINT: 130,
  SIGTERM: 143,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
