import Specification

/// `sweep manual`: the manual page, made from the descriptions of the commands.
enum ManualCommand: Command {
  static let name = "manual"
  static let usage = ""
  static let summary = "print the manual page, for man"

  static func run(_ arguments: Arguments) -> ExitCode {
    let parts = [heading, Main.commands.map(section).joined(separator: "\n"), environment, codes]
    Terminal.print(parts.joined(separator: "\n"))
    return .success
  }

  private static var heading: String {
    """
    .TH SWEEP 1 "" "sweep \(Release.version)"
    .SH NAME
    sweep \\- a batch experiment runner for image representation learning and clustering
    .SH SYNOPSIS
    .B sweep
    .I command
    .RI [ options ]
    .SH DESCRIPTION
    One JSON file says which images, which network, how its latent vectors are reduced and clustered,
    and what to vary. Every variant is trained, scored over several seeds, and reported.
    .SH COMMANDS
    """
  }

  private static func section(of command: any Command.Type) -> String {
    let title = ".SS \(roff("\(command.name) \(command.usage)"))\n\(roff(command.summary))"
    let options = command.options.map { option in
      let name = [option.name, option.value].compactMap { $0 }.joined(separator: " ")
      return ".TP\n.B \(roff(name))\n\(roff(option.help))"
    }
    return ([title] + options).joined(separator: "\n")
  }

  private static let environment = """
    .SH ENVIRONMENT
    .TP
    .B SWEEP_DATA
    the folder of the data (default: data)
    .TP
    .B SWEEP_STORE
    the folder of the stored stages (default: .sweep)
    .TP
    .B SWEEP_ISA
    the most capable instruction set that is used; results are the same bytes with each
    """

  private static let codes = """
    .SH EXIT STATUS
    .TP
    .B \(ExitCode.success.rawValue)
    everything is done
    .TP
    .B \(ExitCode.failure.rawValue)
    a trial failed, or a guarded metric got worse
    .TP
    .B \(ExitCode.input.rawValue)
    the input is at fault
    .TP
    .B \(ExitCode.stopped.rawValue)
    the run was stopped; the same command goes on
    """

  /// Text in which roff finds nothing to obey.
  private static func roff(_ text: String) -> String {
    let escaped = text.replacing("\\", with: "\\e").replacing("-", with: "\\-")
    return escaped.hasPrefix(".") || escaped.hasPrefix("'") ? "\\&" + escaped : escaped
  }
}
