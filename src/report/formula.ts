import katex from 'katex';
import { type Html, trusted } from './html.ts';

/** A TeX formula within a line, as MathML that browsers set by themselves, without fonts or scripts. */
export function formula(tex: string): Html {
  return mathml(tex, false);
}

/** A TeX formula on a line of its own. */
export function displayedFormula(tex: string): Html {
  return mathml(tex, true);
}

function mathml(tex: string, displayMode: boolean): Html {
  return trusted(katex.renderToString(tex, { output: 'mathml', displayMode, throwOnError: true, strict: 'error' }));
}
