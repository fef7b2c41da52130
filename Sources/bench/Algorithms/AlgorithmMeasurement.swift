import Foundation

/// What one task took here and with the peers, as a line of a table.
struct AlgorithmMeasurement {
  let task: AlgorithmTask
  let own: TimedProcess.Outcome
  let peers: [(name: String, outcome: TimedProcess.Outcome)]

  /// The head of the table.
  static var heading: String {
    """
    | task | samples | s | peak MB | result | fastest peer | s | peak MB | result | times as fast |
    | --- | ---: | ---: | ---: | ---: | --- | ---: | ---: | ---: | ---: |
    """
  }

  /// The line; other peers than the fastest stand in brackets behind it.
  var line: String {
    let sorted = peers.sorted { $0.outcome.seconds < $1.outcome.seconds }
    var cells = [
      task.name, "\(task.rows) x \(task.columns)", Self.text(own.seconds),
      "\(own.peakKilobytes / 1024)", Self.text(own.quality),
    ]
    if let best = sorted.first {
      let others = sorted.dropFirst().map {
        " (\($0.name) \(Self.text($0.outcome.seconds)): \(Self.text($0.outcome.quality)))"
      }
      cells += [
        best.name + others.joined(), Self.text(best.outcome.seconds),
        "\(best.outcome.peakKilobytes / 1024)", Self.text(best.outcome.quality),
        Self.text(best.outcome.seconds / own.seconds),
      ]
    } else {
      cells += Array(repeating: "", count: 5)
    }
    return "| " + cells.joined(separator: " | ") + " |"
  }

  private static func text(_ value: Double) -> String {
    String(format: abs(value) < 1000 ? "%.4g" : "%.0f", value)
  }
}
