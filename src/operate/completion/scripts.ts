import type {Asker} from './suggest.js';

const BASH = `# Completion of iter8ctl for bash; put into ~/.bashrc: source <(iter8ctl completion bash)
_iter8ctl() {
  local current=\${COMP_WORDS[COMP_CWORD]} line
  COMPREPLY=()
  while IFS= read -r line; do
    if [ "$line" = ":files" ]; then
      compopt -o filenames 2>/dev/null
      [ "$current" = "=" ] && current=
      while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "$current")
      return
    fi
    COMPREPLY+=("\${line%%$'\\t'*}")
  done < <("\${COMP_WORDS[0]}" complete bash -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _iter8ctl iter8ctl
`;

const ZSH = `#compdef iter8ctl
# Completion of iter8ctl for zsh; put into ~/.zshrc, after compinit: source <(iter8ctl completion zsh)
_iter8ctl() {
  local line
  local -a lines described
  lines=("\${(@f)$(\${words[1]} complete zsh -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ \${lines[1]} == ":files" ]]; then
    [[ \${words[CURRENT]} == --*=* ]] && compset -P '*='
    _files
    return
  fi
  for line in $lines; do
    described+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done
  _describe -t words iter8ctl described
}
if [[ \${funcstack[1]} == _iter8ctl ]]; then
  _iter8ctl
else
  compdef _iter8ctl iter8ctl
fi
`;

const FISH = `# Completion of iter8ctl for fish: iter8ctl completion fish > ~/.config/fish/completions/iter8ctl.fish
function __iter8ctl_complete
    set -l words (commandline -opc)
    set -l program $words[1]
    set -l current (commandline -ct)
    set -l lines ($program complete fish -- $words[2..-1] "$current" 2>/dev/null)
    if test "$lines[1]" = ":files"
        set -l prefix (string match -r -- '^--[^=]*=' "$current")
        printf "$prefix%s\\n" (__fish_complete_path (string replace -r -- '^--[^=]*=' '' "$current"))
    else if test (count $lines) -gt 0
        printf '%s\\n' $lines
    end
end
complete -c iter8ctl -f -a '(__iter8ctl_complete)'
`;

const KUBECTL = `#!/bin/sh
# Completion of "kubectl iter8": put on the PATH as kubectl_complete-iter8, executable
exec iter8ctl complete kubectl -- "$@"
`;

/** What makes a shell ask us at Tab. */
export const SCRIPTS: Readonly<Record<Asker, string>> = {bash: BASH, zsh: ZSH, fish: FISH, kubectl: KUBECTL};
