import Runner
import Specification

/// Stages that need more memory than there is; they are refused before anything starts.
public struct MemoryShortage: Error, CustomStringConvertible {
  /// The stages, those that need most first.
  public let stages: [Stage]
  /// The bytes that there are.
  public let limit: Int

  /// Looks for stages that need more than so many bytes; nil when there is none.
  public init?(_ stages: some Sequence<Stage>, limit: Int = MachineMemory.total) {
    let large = stages.filter { $0.cost.memory > limit }
    guard !large.isEmpty else { return nil }
    self.limit = limit
    self.stages = large.sorted { ($0.cost.memory, $1.key) > ($1.cost.memory, $0.key) }
  }

  /// What needs how much, and what to do.
  public var description: String {
    let shown = stages.prefix(5).map {
      "  \(ByteCount.text($0.cost.memory)): \($0.title)"
    }
    let rest = stages.count > shown.count ? ["  and \(stages.count - shown.count) more"] : []
    let verb = stages.count == 1 ? "stage needs" : "stages need"
    let heading =
      "\(stages.count) \(verb) more memory than the \(ByteCount.text(limit)) there are:"
    let advice =
      "Make batches, images or their number smaller (\"limit\"), cluster with linkage \"ward\", or "
      + "try it all the same with --memory SIZE."
    return ([heading] + shown + rest + [advice]).joined(separator: "\n")
  }
}
