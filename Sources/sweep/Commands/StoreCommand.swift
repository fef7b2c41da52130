import Experiments
import Foundation
import Pipeline
import Runner
import Slurm
import Specification

/// `sweep store`: lists, verifies and tidies the store.
enum StoreCommand: Command {
  static let name = "store"
  static let usage = "list | verify | clean"
  static let summary = "list the stored stages, check them, or remove what is not needed"
  static let options = [
    Option(
      "--keep-results", "DIR", "clean: keep what results below DIR came from (default: results)"),
    Option("--older-than", "TIME", "clean: only what no run has used for so long, as 7d or 12h"),
    Option("--max-size", "SIZE", "clean: only until the store is at most so large, as 500M or 2G"),
    Option("--dry-run", nil, "clean: only say what would be removed"),
  ]

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let store = try Store(at: ProcessInfo.processInfo.environment["SWEEP_STORE"] ?? ".sweep")
    switch arguments.positional.first {
    case "list": return list(store)
    case "verify": return verify(store)
    case "clean": return try clean(store, arguments)
    default: throw UsageError("sweep store list, sweep store verify or sweep store clean")
    }
  }

  private static func list(_ store: Store) -> ExitCode {
    let entries = store.list()
    for entry in entries {
      switch entry.artefact {
      case .success(let artefact):
        Terminal.print("\(entry.key.short)  \(ByteCount.text(entry.size))  \(artefact.title)")
      case .failure(let damage): Terminal.print("\(entry.key.short)  damaged: \(damage)")
      }
    }
    let bytes = entries.reduce(0) { $0 + $1.size }
    Terminal.print("\(entries.count) stages, \(ByteCount.text(bytes))")
    return .success
  }

  private static func verify(_ store: Store) -> ExitCode {
    let damaged = store.verify()
    for damage in damaged {
      Terminal.print("\(damage): \(consequence(of: store.heal(damage)))")
    }
    guard damaged.isEmpty else { return .failure }
    Terminal.print("every stored file is as it was written")
    return .success
  }

  private static func consequence(of cure: Store.Cure) -> String {
    switch cure {
    case .removed: "the stage was taken out, and the next run that needs it computes it again"
    case .forgotten: "the file was taken out, and the next run of the stage writes it again"
    case .none: "it stays as it is until it can be read and the store can be written"
    }
  }

  private static func clean(_ store: Store, _ arguments: Arguments) throws -> ExitCode {
    let folder = arguments.value("--keep-results") ?? "results"
    guard FileManager.default.fileExists(atPath: folder) else {
      throw UsageError(
        "there is no folder \(folder), so what its results need is unknown; "
          + "name the folder of the results to keep with --keep-results DIR")
    }
    let removed = try store.collectGarbage(
      keeping: try CommittedResults(below: folder).keys, tenants: [SubmissionTenant()],
      olderThan: try arguments.seconds("--older-than"),
      maximumSize: try arguments.bytes("--max-size"), now: Date().timeIntervalSince1970,
      isTrial: arguments.has("--dry-run"))
    var parts = [count(removed.stages.count, "stage")]
    if !removed.names.isEmpty { parts.append(count(removed.names.count, "ended submission")) }
    if removed.traces > 0 { parts.append(count(removed.traces, "trace") + " of earlier runs") }
    parts.append(ByteCount.text(removed.bytes))
    let verb = arguments.has("--dry-run") ? "would remove" : "removed"
    Terminal.print("\(verb) \(parts.joined(separator: ", "))")
    return .success
  }

  private static func count(_ number: Int, _ noun: String) -> String {
    "\(number) \(noun)" + (number == 1 ? "" : "s")
  }
}
