import Experiments
import Files
import Foundation
import Numerics
import Runner
import Specification

/// Where and how results were obtained: the one file of a run that is no function of its input.
public struct Provenance: Sendable {
  /// The content of `provenance.json`.
  public let json: JSON

  /// Gathers what is known now.
  ///
  /// - Parameters:
  ///   - plan: the sweep.
  ///   - outcomes: what became of every stage.
  ///   - seconds: how long the run took.
  ///   - options: the options of the run that results do not depend on: jobs, threads.
  public init(
    _ plan: SweepPlan, outcomes: [StageKey: StageOutcome], seconds: Double,
    options: [(String, JSON)]
  ) {
    let durations = plan.plan.stages.map { stage -> JSON in
      let outcome: JSON =
        switch outcomes[stage.key] {
        case .computed(let cost): .number((cost.seconds * 1000).rounded() / 1000)
        case .cached: .string("cached")
        case .failed: .string("failed")
        case .skipped, .stopped, .unneeded, nil: .null
        }
      return .object([
        ("stage", .string(stage.title)), ("key", .string(stage.key.hex)), ("seconds", outcome),
      ])
    }
    json = .object([
      ("commit", Self.git("rev-parse", "HEAD").map(JSON.string) ?? .null),
      ("dirty", Self.isDirty),
      ("date", .string(ISO8601DateFormatter().string(from: Date()))),
      ("machine", Self.machine),
      (
        "libraries",
        .array(
          [
            "libpng \(LinkedLibraries.libpng)", "zlib \(LinkedLibraries.zlib)",
          ].map { .string($0) })
      ),
      ("files", .array(plan.catalogue.files.map { .string(PathText.shortened($0)) })),
      ("overrides", .array(plan.sweep.file.arguments.map { .string($0) })),
      ("options", .object(options)),
      ("seconds", .number((seconds * 1000).rounded() / 1000)),
      ("stages", .array(durations)),
    ])
  }

  private static var machine: JSON {
    .object([
      ("system", .string(ProcessInfo.processInfo.operatingSystemVersionString)),
      ("processor", Platform.processor.map(JSON.string) ?? .null),
      ("cores", .number(ProcessInfo.processInfo.processorCount)),
      ("instructionSet", .string("\(InstructionSet.current)")),
    ])
  }

  private static var isDirty: JSON {
    git("status", "--porcelain", "--untracked-files=no").map { (!$0.isEmpty).json } ?? .null
  }

  private static func git(_ arguments: String...) -> String? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["git"] + arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { return nil }
    return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
