import Files
import Foundation
import Numerics
import Pipeline
import Runner
import Slurm
import Specification

/// The command line: finds the command, runs it, turns errors into messages and exit codes.
@main
enum Main {
  /// Every command, in the order of the help.
  static var commands: [any Command.Type] {
    [
      RunCommand.self, StatusCommand.self, AttachCommand.self, CancelCommand.self, PlanCommand.self,
      ReportCommand.self, RegressCommand.self, CompareCommand.self,
      DescribeCommand.self, ExplainCommand.self, ListCommand.self, ShowCommand.self,
      BestCommand.self, ApplyCommand.self, ExportCommand.self, StoreCommand.self,
      InspectCommand.self, InitCommand.self, SchemaCommand.self, ReferenceCommand.self,
      CompletionsCommand.self, ManualCommand.self,
    ]
  }

  static func main() {
    let arguments = Array(CommandLine.arguments.dropFirst())
    // A reader of our output that goes away, or a limit of file sizes, must not kill a run.
    for number in [SIGPIPE, SIGXFSZ] { signal(number, SIG_IGN) }
    if arguments.first == WorkerEntry.name { end(WorkerEntry.run()) }
    if let entry = arguments.first.flatMap(SlurmEntry.init) {
      end(entry.run(Array(arguments.dropFirst())))
    }
    end(run(arguments).rawValue)
  }

  /// Ends the process without waiting for threads of libraries, which may never end.
  private static func end(_ code: Int32) -> Never {
    fflush(nil)
    _exit(code)
  }

  private static func run(_ arguments: [String]) -> ExitCode {
    guard let name = arguments.first, !["help", "--help", "-h"].contains(name) else {
      return help(on: arguments.dropFirst().first)
    }
    if ["--version", "-V"].contains(name) {
      Terminal.print(Release.text)
      return .success
    }
    guard let command = commands.first(where: { $0.name == name }) else {
      Terminal.note(
        "sweep: unknown command \"\(name)\""
          + Spelling.hint(for: name, among: commands.map { $0.name }))
      return .input
    }
    let rest = Array(arguments.dropFirst())
    if rest.contains("--help") || rest.contains("-h") { return help(on: name) }
    do {
      return try command.run(Arguments(rest, options: command.options))
    } catch let error as UsageError {
      Terminal.note("sweep \(name): \(error)")
      return .input
    } catch let problems as Problems {
      Terminal.note(problems.description)
      return .input
    } catch let problem as Problem {
      Terminal.note(problem.description)
      return .input
    } catch {
      Terminal.note("sweep \(name): \(error)")
      return isOfInput(error) ? .input : .failure
    }
  }

  /// Whether an error is in what the user gave; else it is in the machine, the store or this program.
  private static func isOfInput(_ error: any Error) -> Bool {
    switch error {
    case let error as FileError:
      ![ENOSPC, EDQUOT, EFBIG, EIO, EROFS, EMFILE, ENFILE, ENOMEM].contains(error.code)
    case is MemoryShortage, is SlurmError, is IncompleteSweep: true
    default: false
    }
  }

  private static func help(on name: String?) -> ExitCode {
    if let command = commands.first(where: { $0.name == name }) {
      let options = command.options.map { option in
        let left = [option.name, option.value].compactMap { $0 }.joined(separator: " ")
        return "  \(padded(left, 24))\(option.help)"
      }
      Terminal.print(
        ([command.summary, "", "usage: sweep \(command.name) \(command.usage)"]
          + (options.isEmpty ? [] : [""] + options)).joined(separator: "\n"))
      return .success
    }
    let lines = commands.map { "  \(padded("\($0.name) \($0.usage)", 30))\($0.summary)" }
    Terminal.print(
      """
      sweep: a batch experiment runner for image representation learning and clustering

      \(lines.joined(separator: "\n"))

      `sweep help COMMAND` shows the options, `sweep --version` the release. SWEEP_DATA names the folder of the data (default: data),
      SWEEP_STORE that of the stored stages (default: .sweep).
      """)
    return .success
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(2, width - text.count))
  }
}

/// `sweep worker`: what a run starts for itself; takes stages from standard input.
enum WorkerEntry {
  static let name = "worker"

  /// How a run starts its workers: this very program.
  static var command: WorkerCommand {
    WorkerCommand(executable: Platform.executable, arguments: [name])
  }

  static func run() -> Int32 {
    WorkerMain.run(runners: StageRunners.all) { Parallel.finishedBlocks }
  }
}
