import { Argument, Command } from '@commander-js/extra-typings';
import type { CommandContext } from '../terminal.ts';

/** `landau completion <shell>` prints a script that makes a shell complete commands, options and their values. */
export function completionCommand({ terminal }: CommandContext) {
  return new Command('completion')
    .description('print the completion script for bash, zsh or fish')
    .addArgument(new Argument('<shell>', 'the shell').choices(Object.keys(shells) as (keyof typeof shells)[]))
    .action(async (shell) => {
      const { formatFacts } = await import('../texts.ts');
      terminal.out.write(shells[shell]);
      terminal.err.write(formatFacts([['next', instructions[shell]]]));
    });
}

/** `landau complete -- <words>` prints the completions of the last word, for the scripts. */
export function completeCommand({ terminal, program }: CommandContext) {
  return new Command('complete')
    .description('completions of the last word of a command line, for the scripts of landau completion')
    .argument('[words...]')
    .action(async (words) => {
      const { candidates } = await import('../completion/candidates.ts');
      const { values } = await import('../completion/candidates.ts');
      for (const { word, description } of await candidates(program(), words, values))
        terminal.out.write(`${word}\t${description.split('\n')[0]}\n`);
    });
}

/**
 * The script for each shell. `landau complete -- words` prints a line for each candidate: the word, a tab, its meaning. If it
 * prints nothing, the shell completes files. A word that ends with = is incomplete, so no space follows.
 */
export const shells = {
  bash: `_landau() {
  local cur prev words cword
  # path=value is one word, which bash would split at the equals sign.
  if declare -F _get_comp_words_by_ref >/dev/null; then _get_comp_words_by_ref -n '=:' cur prev words cword
  else words=("\${COMP_WORDS[@]}"); cword=$COMP_CWORD; cur=\${words[cword]}; fi
  local line
  COMPREPLY=()
  while IFS= read -r line; do COMPREPLY+=("\${line%%$'\\t'*}"); done \\
    < <(landau complete -- "\${words[@]:1:cword}" 2>/dev/null)
  [[ \${#COMPREPLY[@]} -eq 1 && \${COMPREPLY[0]} == *= ]] && compopt -o nospace
  # Bash replaces only the text after the last equals sign.
  if [[ $cur == *=* ]]; then COMPREPLY=("\${COMPREPLY[@]#"\${cur%"\${cur##*=}"}"}"); fi
}
complete -o default -F _landau landau
`,
  zsh: `#compdef landau
_landau() {
  local -a found unfinished
  local line
  for line in "\${(@f)$(landau complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    [[ -z $line ]] && continue
    local word=\${line%%$'\\t'*} meaning=\${line#*$'\\t'}
    if [[ $word == *= ]]; then unfinished+=("\${word//:/\\\\:}:$meaning"); else found+=("\${word//:/\\\\:}:$meaning"); fi
  done
  if (( \${#found} + \${#unfinished} == 0 )); then _files; return; fi
  (( \${#found} )) && _describe 'landau' found
  (( \${#unfinished} )) && _describe 'landau' unfinished -S ''
}
if [[ \${funcstack[1]} == _landau ]]; then _landau; else compdef _landau landau; fi
`,
  fish: `function __landau_candidates
    set -l words (commandline -opc) (commandline -ct)
    set -l found (landau complete -- $words[2..] 2>/dev/null)
    if test (count $found) -gt 0
        printf '%s\\n' $found
    else
        __fish_complete_path (commandline -ct)
    end
end
complete -c landau -f -a '(__landau_candidates)'
`,
} as const;

/** How to install each script. */
const instructions: Readonly<Record<keyof typeof shells, string>> = {
  bash: "echo 'source <(landau completion bash)' >> ~/.bashrc",
  zsh: "echo 'source <(landau completion zsh)' >> ~/.zshrc (after compinit)",
  fish: 'landau completion fish > ~/.config/fish/completions/landau.fish',
};
