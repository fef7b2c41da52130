import Figures
import Foundation

/// The table of a benchmark on one thread.
struct Summary {
  let measurements: [Measurement]
  /// Operations per second of the machine's best matrix product.
  let bestProduct: Double

  /// The table in markdown.
  var markdown: String {
    let head = [
      "network", "images/s", "ms", "GFLOP/s", "of sgemm", "peak MB", "allocations",
      "PyTorch ms", "channels-last ms", "PyTorch MB", "times as fast",
    ]
    return Self.table(head, measurements.map(row)) + Self.means(measurements.compactMap(\.ratio))
  }

  private func row(_ measurement: Measurement) -> [String] {
    guard let own = measurement.own else { return [measurement.network.title] }
    let speed = measurement.operations / own.seconds
    let peers = measurement.contestants.filter { PyTorch.layouts.contains($0.name) }
    var row = [
      measurement.network.title, Self.text(Double(measurement.batch) / own.seconds, 0),
      Self.text(own.seconds * 1e3, 2), Self.text(speed * 1e-9, 0),
      Self.text(100 * speed / bestProduct, 0) + " %", "\(own.peakKilobytes / 1024)",
      own.allocationsPerStep.map { Self.text($0, 0) } ?? "",
    ]
    for layout in PyTorch.layouts {
      row.append(measurement.seconds(layout).map { Self.text($0 * 1e3, 2) } ?? "")
    }
    row.append(peers.map(\.peakKilobytes).max().map { "\($0 / 1024)" } ?? "")
    row.append(measurement.ratio.map { Self.text($0, 2) } ?? "")
    return row
  }

  /// How many times as fast as PyTorch each network is; a group of bars for each batch size.
  static func figure(_ summaries: [Summary]) -> BarChart {
    BarChart(
      title: "Training steps on one core",
      categories: summaries.first?.measurements.map(\.network.title) ?? [],
      y: Axis("times as fast as PyTorch"),
      bars: summaries.map { summary in
        BarChart.Bars(
          name: summary.measurements.first.map { "batch \($0.batch)" } ?? "",
          values: summary.measurements.map { $0.ratio ?? .nan })
      }, decimals: 1, size: Size(820, 400))
  }

  /// A table in markdown.
  static func table(_ head: [String], _ rows: [[String]]) -> String {
    let rule = head.indices.map { $0 == 0 ? "---" : "---:" }
    return ([head, rule] + rows).map { "| " + $0.joined(separator: " | ") + " |" }
      .joined(separator: "\n") + "\n"
  }

  /// Mean and least of some ratios, in words.
  static func means(_ ratios: [Double]) -> String {
    guard !ratios.isEmpty, let least = ratios.min() else { return "" }
    let product = ratios.reduce(1, *)
    return "\nGeometric mean \(text(pow(product, 1 / Double(ratios.count)), 2)), "
      + "least \(text(least, 2)).\n"
  }

  /// A number with so many decimals.
  static func text(_ value: Double, _ digits: Int) -> String {
    String(format: "%.\(digits)f", value)
  }
}

/// The table of one thread against several.
struct ThreadSummary {
  let measurements: [Measurement]
  let threads: Int

  static let severalThreads = "threads"

  /// The table in markdown.
  var markdown: String {
    let rows = measurements.map { measurement in
      let seconds = [Measurement.own, Self.severalThreads].map { measurement.seconds($0) ?? .nan }
      return [measurement.network.title] + seconds.map { Summary.text($0 * 1e3, 2) }
        + [Summary.text(seconds[0] / seconds[1], 2)]
    }
    let head = ["network", "one thread ms", "\(threads) threads ms", "times as fast"]
    return Summary.table(head, rows) + Summary.means(measurements.map(ratio))
  }

  private func ratio(_ measurement: Measurement) -> Double {
    let own = measurement.seconds(Measurement.own) ?? .nan
    return own / (measurement.seconds(Self.severalThreads) ?? .nan)
  }
}
