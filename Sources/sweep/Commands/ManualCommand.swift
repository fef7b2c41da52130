import CProcess
import Files
import Numerics
import Pipeline
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

/// Which program this is.
///
/// The version follows semantic versioning of what people keep: experiment files, commands, formats of
/// results and stores, and bytes. Results of one format version are the same bytes under every 1.x.
enum Release {
  /// The version, whose changes `CHANGELOG.md` lists.
  static let version = "1.0.0"

  /// The commit that a released program was built from; nil in any other build.
  static var commit: String? {
    let text = String(cString: cp_commit())
    return text.isEmpty ? nil : text
  }

  private static var kernels: String {
    switch InstructionSet.current {
    case .none: "no processor like this one"
    case .neon: "NEON"
    case .avx2: "AVX2"
    case .avx512: "AVX-512"
    }
  }

  /// What `sweep --version` prints: the program, its kernels, and the libraries it has.
  static var text: String {
    let jpeg =
      LinkedLibraries.hasTurboJPEG ? "libturbojpeg" : "no libturbojpeg (JPEG cannot be read)"
    return """
      sweep \(version) (\(commit.map { "commit \($0)" } ?? "built from source"))
      kernels for \(kernels), no BLAS; results of format \(SweepResults.formatVersion)
      libpng \(LinkedLibraries.libpng), zlib \(LinkedLibraries.zlib), \(jpeg)
      """
  }
}
