import { join } from 'node:path';
import { Command } from '@commander-js/extra-typings';
import { InputError } from '../../core/errors.ts';
import { namesIn } from '../../core/file-system.ts';
import { shellWord } from '../../core/quoting.ts';
import { writeFileAtomically } from '../../output/files.ts';
import { real } from '../options.ts';
import type { CommandContext } from '../terminal.ts';

/** Default duration of the animation, and the extra time of its last frame, in seconds. */
const usualSeconds = 5;
const pause = 1.5;

/**
 * `landau animate <directory>`: f(v, t) beside H and I as an animated GIF, as one PNG of the last frame, or as PNG files in a directory.
 */
export function animateCommand({ terminal }: CommandContext) {
  return new Command('animate')
    .description('animate f(v, t) of a run beside H and I, one frame per stored distribution, as a GIF or PNG files')
    .argument('<directory>', 'the directory of a run, finished or not')
    .option(
      '--out <path>',
      'a .gif file, a .png file for the last frame only, or a directory for all frames as PNG files, for example for ffmpeg (default: animation.gif in the run)',
    )
    .option('--seconds <s>', 'duration of the animation', real('--seconds'), usualSeconds)
    .action(async (directory, { out = join(directory, 'animation.gif'), seconds }) => {
      if (!(seconds > 0)) throw new InputError(`--seconds: expected a number > 0, got ${seconds}`);
      const isGif = out.endsWith('.gif');
      const isStill = out.endsWith('.png');
      if (!isGif && !isStill && /\.\w{1,4}$/.test(out))
        throw new InputError(
          `--out: expected a file that ends with .gif or .png, or the name of a directory, got ${out}`,
        );
      if (!isGif && !isStill && namesIn(out).length > 0)
        throw new InputError(
          `--out: expected a new or empty directory, got ${out} with files in it; give another name`,
        );
      const { readRun } = await import('../../output/read-run.ts');
      const { animationFrames } = await import('../../report/animation/frames.ts');
      const { rasterise } = await import('../../report/animation/pixels.ts');
      const animation = animationFrames(await readRun(directory));
      if (animation === undefined)
        throw new InputError(
          `${directory}: expected stored distributions, got none; run it again with --set output.snapshots=<time>`,
        );
      const frames = isStill ? animation.frames.slice(-1) : animation.frames;
      const pictures = [];
      for (const { svg } of frames) pictures.push(await rasterise(svg));
      if (isGif) {
        const { encodeGif } = await import('../../report/animation/pixels.ts');
        const each = Math.round((1000 * seconds) / frames.length);
        const timed = pictures.map((picture, k) => ({
          ...picture,
          milliseconds: k === frames.length - 1 ? each + 1000 * pause : each,
        }));
        writeFileAtomically(out, encodeGif(timed));
      } else {
        const { encode } = await import('fast-png');
        const { writePictures } = await import('../reports.ts');
        const files = pictures.map(({ width, height, data }) => encode({ width, height, data, channels: 4 }));
        if (isStill) writeFileAtomically(out, files[0]);
        else writePictures(out, files);
      }
      const { fileAddress, formatFacts } = await import('../texts.ts');
      terminal.out.write(`${out}\n`);
      terminal.err.write(
        formatFacts([
          ['frames', `${frames.length}, t = ${frames[0].t}${isStill ? '' : ` to ${frames[frames.length - 1].t}`}`],
          ['address', fileAddress(out)],
          ['next', `landau open ${shellWord(directory)}; for more frames run it with --set output.snapshots=<time>`],
        ]),
      );
    });
}
