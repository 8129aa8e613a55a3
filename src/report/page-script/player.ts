import { CONTRAST } from '../colour-scales.ts';
import { type Plane, resample } from '../lattice-plane.ts';
import { plainNumber } from '../number-format.ts';
import type { PlayerData } from '../player-data.ts';
import type { Clock } from './clock.ts';
import { choice, element, resolved, svgElement } from './elements.ts';
import { type Against, type Dots, type Frames, openDots, openFrames, valueAt } from './frames.ts';
import {
  axes,
  colourBar,
  contourPaths,
  diverging,
  drawDots,
  HEIGHT,
  LEFT,
  PIXELS,
  paintImage,
  SIDE,
  savedPicture,
  sequential,
  TOP,
  WIDTH,
} from './plane-picture.ts';
import { csvText, saveMenu } from './save.ts';

/** The choices of the reader, kept when a live page is redrawn. */
export interface PlayerChoice {
  readonly species: number;
  readonly kind: number;
  readonly against: Against;
  readonly dots: boolean;
}

export interface Player {
  redraw(): void;
  choice(): PlayerChoice;
}

/** Shows f of a species at the time of the page: f, its difference from the exact solution or equilibrium, or the particles. */
export function mountPlayer(box: HTMLElement, data: PlayerData, clock: Clock, kept?: PlayerChoice): Player {
  const state = {
    species: Math.min(kept?.species ?? 0, data.species.length - 1),
    kind: kept?.kind ?? 0,
    against: kept?.against ?? ('nothing' as Against),
    dots: kept?.dots ?? false,
  };
  const opened = data.species.map((species) => ({
    frames: species.sections.map((packed) => openFrames(data, species, packed)),
    dots: openDots(species),
  }));
  const stage = element('div', { class: 'stage', tabindex: '0', role: 'group' });
  stage.style.aspectRatio = `${WIDTH} / ${HEIGHT}`;
  const canvas = element('canvas', { 'aria-hidden': 'true' });
  const overlay = svgElement('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, 'aria-hidden': 'true' });
  const tip = element('div', { class: 'tip', hidden: '' });
  stage.append(canvas, overlay, tip);
  const bar = element('div', { class: 'bar' });
  const note = element('p', { class: 'player-note' });
  const image = element('canvas');
  image.width = image.height = PIXELS;
  let now: { frames: Frames; dots: Dots | undefined } | undefined;

  const exact = data.species.some(({ sections }) => sections.some((packed) => packed.exact));
  const held: Against[] = ['nothing', ...(exact ? (['exact'] as const) : []), 'equilibrium'];
  const withDots = data.species.some(({ particles }) => particles);
  const symbols = { nothing: 'f', exact: 'f − exact', equilibrium: 'f − μ' } as const;
  const controls = element(
    'div',
    { class: 'controls' },
    ...(data.species.length > 1
      ? [
          choice(
            'Species',
            data.species.map(({ name }) => name),
            state.species,
            (k) => change({ species: k }),
          ),
        ]
      : []),
    ...(data.dimension === 3 ? [choice('Plane', ['slice', 'projection'], state.kind, (k) => change({ kind: k }))] : []),
    choice(
      'Shown',
      [...held.map((what) => symbols[what]), ...(withDots ? ['particles'] : [])],
      state.dots ? held.length : Math.max(0, held.indexOf(state.against)),
      (k) => change(k < held.length ? { against: held[k], dots: false } : { against: 'nothing', dots: true }),
    ),
  );
  const savedName = () =>
    `${state.dots ? 'Particles' : symbols[state.against]} of ${data.species[state.species].name} at t = ${plainNumber(clock.times[clock.place], 4)}`;
  const menu = saveMenu({
    get name() {
      return savedName();
    },
    svg: () => savedPicture(overlay, canvas, savedName()),
    csv: () => savedTable(),
  });
  box.append(controls, stage, bar, note, menu);

  const change = (next: Partial<typeof state>) => {
    Object.assign(state, next);
    void open();
  };
  const open = async () => {
    const { species, kind } = state;
    const frames = await opened[species].frames[Math.min(kind, opened[species].frames.length - 1)];
    const dots = await opened[species].dots;
    if (species !== state.species || kind !== state.kind) return;
    now = { frames, dots };
    draw();
  };

  const draw = () => {
    if (now === undefined) return;
    const species = data.species[state.species];
    const place = clock.place;
    const { frames } = now;
    const own = frames.plane(place);
    const other = frames.against(place, state.against);
    const difference = state.against !== 'nothing' && other !== undefined;
    const shown = difference ? minus(own, other) : own;
    const extent = frames.extent(difference ? state.against : 'nothing') || 1;
    const scale = Math.min(3, devicePixelRatio || 1);
    canvas.width = Math.round(WIDTH * scale);
    canvas.height = Math.round(HEIGHT * scale);
    const context = canvas.getContext('2d');
    if (context === null) return;
    context.scale(scale, scale);
    const paint = difference ? diverging : sequential;
    if (!state.dots) {
      paintImage(image, resample(shown, species.view, PIXELS), (value) => paint(value / extent));
      context.imageSmoothingEnabled = true;
      context.drawImage(image, LEFT, TOP, SIDE, SIDE);
    } else drawDots(context, now.dots?.at(place), resolved(species.colour));
    const compared = difference ? undefined : (frames.against(place, exact ? 'exact' : 'equilibrium') ?? undefined);
    const plain = state.dots || difference;
    overlay.replaceChildren(
      ...axes(data, species.view),
      ...contourPaths(own, species.view, plain ? 'var(--ink)' : '#ffffff', plain ? 0.45 : 0.9, ''),
      ...(compared && !state.dots ? contourPaths(compared, species.view, CONTRAST, 1, '4 3') : []),
    );
    const range = difference ? [-extent, extent] : [0, extent];
    colourBar(
      bar,
      range as [number, number],
      (part) => paint(difference ? 2 * part - 1 : part),
      symbols[difference ? state.against : 'nothing'],
    );
    bar.hidden = state.dots;
    note.textContent = words(difference);
    stage.setAttribute('aria-label', `${savedName()}. ${note.textContent}`);
  };

  const words = (difference: boolean): string => {
    const { name, particles, sections, coarse } = data.species[state.species];
    const plane =
      data.dimension === 2
        ? ''
        : state.kind === 0
          ? ' in the plane through its mean velocity'
          : `, integrated over v${'xyz'[data.plane[2]]}`;
    const lines = 'at 10, 35, 60 and 85 % of its maximum';
    const what = state.dots
      ? `${particles && now?.dots ? `${now.dots.shown} of ${particles.count}` : 'No'} particles of ${name}, area by weight; lines: f ${lines}`
      : difference
        ? `f of ${name}${plane} minus the ${state.against === 'exact' ? 'exact solution' : 'Maxwellian of the equilibrium, smoothed like f'}, red where f is larger; lines: f ${lines}`
        : `f of ${name}${plane}; white: f ${lines}; dashed: the same for the ${exact ? 'exact solution' : 'equilibrium'}`;
    const left = data.stored > data.times.length ? ` ${data.times.length} of ${data.stored} stored snapshots.` : '';
    const { size } = sections[Math.min(state.kind, sections.length - 1)];
    const cells = state.dots ? '' : ` ${size} × ${size} cells, interpolated; the same colours at all times.`;
    const warning =
      coarse && !state.dots
        ? ' The lattice of the snapshots is too coarse for this f: spots or squares between its nodes are artefacts.'
        : '';
    return `${what}.${cells}${left}${warning}`;
  };

  const savedTable = (): string => {
    const species = data.species[state.species];
    if (now === undefined) return '';
    const { frames, dots } = now;
    const { centre, half } = species.view;
    if (state.dots && dots) {
      const at = dots.at(clock.place);
      const rows = Array.from({ length: at.length / 3 }, (_, p) => {
        const [x, y] = [0, 1].map((k) => centre[k] - half + 2 * half * at[3 * p + k]);
        return at[3 * p] > 1 || at[3 * p + 1] > 1
          ? []
          : [Number(x.toPrecision(5)), Number(y.toPrecision(5)), Number(at[3 * p + 2].toPrecision(5))];
      });
      return csvText(
        [...data.axes, 'weight / largest'],
        rows.filter((row) => row.length > 0),
      );
    }
    const own = frames.plane(clock.place);
    const held: Against[] = exact ? ['exact', 'equilibrium'] : ['equilibrium'];
    const others = held.map((what) => frames.against(clock.place, what));
    const rows = Array.from({ length: own.values.length }, (_, node) => {
      const i = Math.floor(node / own.across);
      const j = node % own.across;
      const values = [own, ...others].map((plane) => Number((plane?.values[node] ?? Number.NaN).toPrecision(6)));
      return [own.first[0] + i * own.spacing, own.first[1] + j * own.spacing, ...values].map((value) =>
        Number(value.toPrecision(8)),
      );
    });
    return csvText([...data.axes, 'f', ...held], rows);
  };

  const readAt = (px: number, py: number) => {
    if (now === undefined) return;
    const species = data.species[state.species];
    const { centre, half } = species.view;
    const x = centre[0] - half + ((px - LEFT) / SIDE) * 2 * half;
    const y = centre[1] + half - ((py - TOP) / SIDE) * 2 * half;
    const inside = px >= LEFT && px <= LEFT + SIDE && py >= TOP && py <= TOP + SIDE;
    tip.hidden = !inside;
    if (!inside) return;
    const f = valueAt(now.frames.plane(clock.place), x, y);
    const rows: [string, number][] = [['f', f]];
    for (const what of held.slice(1)) {
      const plane = now.frames.against(clock.place, what);
      if (plane) rows.push([what, valueAt(plane, x, y)]);
    }
    tip.replaceChildren(
      element('span', {}, `(${plainNumber(x, 3)}, ${plainNumber(y, 3)})`),
      element(
        'table',
        {},
        element(
          'tbody',
          {},
          ...rows.map(([name, value]) =>
            element('tr', {}, element('td', {}, name), element('td', {}, plainNumber(value, 4))),
          ),
        ),
      ),
    );
    const [fx, fy] = [px / WIDTH, py / HEIGHT];
    tip.style.left = fx < 0.55 ? `calc(${100 * fx}% + 12px)` : '';
    tip.style.right = fx < 0.55 ? '' : `calc(${100 * (1 - fx)}% + 12px)`;
    tip.style.top = `calc(${100 * fy}% + 8px)`;
  };
  stage.addEventListener('pointermove', (event) => {
    const area = stage.getBoundingClientRect();
    readAt(((event.clientX - area.left) / area.width) * WIDTH, ((event.clientY - area.top) / area.height) * HEIGHT);
  });
  stage.addEventListener('pointerleave', () => {
    tip.hidden = true;
  });
  stage.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowRight') clock.show(clock.place + 1);
    else if (event.key === 'ArrowLeft') clock.show(clock.place - 1);
    else if (event.key === ' ') clock.play(!clock.playing);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  clock.onChange(draw);
  void open();
  return { redraw: draw, choice: () => ({ ...state }) };
}

function minus(a: Plane, b: Plane): Plane {
  return { ...a, values: a.values.map((value, node) => value - b.values[node]) };
}
