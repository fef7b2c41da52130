import Specification

/// `sweep completions`: what lets a shell complete commands, options and files.
enum CompletionsCommand: Command {
  static let name = "completions"
  static let usage = "bash | zsh | fish"
  static let summary = "print what lets a shell complete commands and options"

  static func run(_ arguments: Arguments) throws -> ExitCode {
    switch arguments.positional {
    case ["bash"]: Terminal.print(bash)
    case ["zsh"]: Terminal.print(zsh)
    case ["fish"]: Terminal.print(fish)
    default:
      throw UsageError("sweep completions bash, sweep completions zsh or sweep completions fish")
    }
    return .success
  }

  /// The words that may follow a command: those of a usage like `list | verify | clean`.
  private static func words(of command: any Command.Type) -> [String] {
    let words = command.usage.split(separator: " ").map(String.init).filter { $0 != "|" }
    return words.filter { $0 == $0.lowercased() }
  }

  private static var bash: String {
    let cases = Main.commands.map { command in
      let all = words(of: command) + command.options.map(\.name)
      return "    \(command.name)) words=\"\(all.joined(separator: " "))\" ;;"
    }
    return """
      # bash completion of sweep
      _sweep() {
        local current="${COMP_WORDS[COMP_CWORD]}" words=""
        if [ "$COMP_CWORD" -eq 1 ]; then
          words="\(Main.commands.map { $0.name }.joined(separator: " ")) help --version"
          COMPREPLY=($(compgen -W "$words" -- "$current"))
          return
        fi
        case "${COMP_WORDS[1]}" in
      \(cases.joined(separator: "\n"))
          help) words="\(Main.commands.map { $0.name }.joined(separator: " "))" ;;
        esac
        COMPREPLY=($(compgen -W "$words" -- "$current"))
        [ "${current#-}" = "$current" ] && COMPREPLY+=($(compgen -f -- "$current"))
      }
      complete -o filenames -F _sweep sweep
      """
  }

  private static var zsh: String {
    let commands = Main.commands.map { "    \(quoted("\($0.name):\($0.summary)"))" }
    let cases = Main.commands.map { command in
      let options = command.options.map { option in
        let value = option.value.map { ":\($0):_files" } ?? ""
        return " \\\n      \(quoted("\(option.name)[\(bracketed(option.help))]\(value)"))"
      }
      let words = words(of: command)
      let rest = words.isEmpty ? "*:file:_files" : "1:what:(\(words.joined(separator: " ")))"
      return "    \(command.name)) _arguments\(options.joined()) \\\n      \(quoted(rest)) ;;"
    }
    return """
      #compdef sweep
      # zsh completion of sweep
      _sweep() {
        local -a commands=(
      \(commands.joined(separator: "\n"))
        )
        if (( CURRENT == 2 )); then
          _describe command commands
          return
        fi
        local command="$words[2]"
        shift words
        (( CURRENT-- ))
        case "$command" in
      \(cases.joined(separator: "\n"))
        esac
      }
      _sweep "$@"
      """
  }

  private static var fish: String {
    let lines = Main.commands.flatMap { command -> [String] in
      let here = "complete -c sweep -n '__fish_seen_subcommand_from \(command.name)'"
      let first =
        "complete -c sweep -f -n __fish_use_subcommand -a \(command.name) -d \(quoted(command.summary))"
      let words = words(of: command)
      let rest = words.isEmpty ? [] : ["\(here) -f -a \(quoted(words.joined(separator: " ")))"]
      return [first] + rest
        + command.options.map { option in
          "\(here) -l \(option.name.dropFirst(2)) \(option.value == nil ? "" : "-r ")-d \(quoted(option.help))"
        }
    }
    return "# fish completion of sweep\n" + lines.joined(separator: "\n")
  }

  private static func quoted(_ text: String) -> String { ShellText.quoted(text) }

  /// A text between the brackets of `_arguments`, where brackets and colons have a meaning.
  private static func bracketed(_ text: String) -> String {
    text.map { "[]:".contains($0) ? "\\\($0)" : "\($0)" }.joined()
  }
}
