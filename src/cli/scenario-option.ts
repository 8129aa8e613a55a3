import { Option } from '@commander-js/extra-typings';

/** `--set path=value`, as often as wanted: the list of them all. */
export function setOption() {
  return new Option('--set <path=value>', 'override a value of the scenario, as time.step=0.1; may be repeated')
    .default([] as readonly string[], 'none')
    .argParser<readonly string[]>((text, earlier = []) => [...earlier, text]);
}
