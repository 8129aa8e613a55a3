// @ts-check
// node scripts/record-code.cjs PROGRAM WORD...: runs the program, dist/command/main.js, with these words and keeps the code that V8 has
// compiled by its end beside each script. See command-loader.cjs.
const { renameSync, writeFileSync } = require('node:fs');

process.argv.splice(1, 1);
const { scripts } = require(process.argv[1] ?? '');
process.on('exit', () => {
  for (const [path, script] of scripts) {
    writeFileSync(`${path}.new`, script.createCachedData());
    renameSync(`${path}.new`, path);
  }
});
