import Foundation

/// The table of a benchmark.
struct Summary {
  let batch: Int
  let measurements: [Measurement]
  /// Operations per second of the machine's best matrix product.
  let bestProduct: Double

  /// The table in markdown.
  var markdown: String {
    let head = [
      "network", "images/s", "ms", "GFLOP/s", "of sgemm", "peak MB", "allocations",
      "PyTorch ms", "channels-last ms", "PyTorch MB", "times as fast",
    ]
    let rows = measurements.map(row)
    let rule = head.indices.map { $0 == 0 ? "---" : "---:" }
    return ([head, rule] + rows).map { "| " + $0.joined(separator: " | ") + " |" }
      .joined(separator: "\n") + "\n" + mean
  }

  private func row(_ m: Measurement) -> [String] {
    let speed = m.operations / m.seconds
    let title = BenchmarkNetwork.all.first { $0.name == m.name }?.title ?? m.name
    return [
      title, Self.text(Double(batch) / m.seconds, 0), Self.text(m.seconds * 1e3, 2),
      Self.text(speed * 1e-9, 0), Self.text(100 * speed / bestProduct, 0) + " %",
      "\(m.peakKilobytes / 1024)", Self.text(m.allocationsPerStep, 0),
      m.peerSeconds["default"].map { Self.text($0 * 1e3, 2) } ?? "",
      m.peerSeconds["channels-last"].map { Self.text($0 * 1e3, 2) } ?? "",
      m.peerKilobytes > 0 ? "\(m.peerKilobytes / 1024)" : "",
      m.ratio.map { Self.text($0, 2) } ?? "",
    ]
  }

  private var mean: String {
    let ratios = measurements.compactMap(\.ratio)
    guard !ratios.isEmpty, let least = ratios.min() else { return "" }
    let product = ratios.reduce(1, *)
    return "\nGeometric mean \(Self.text(pow(product, 1 / Double(ratios.count)), 2)), "
      + "least \(Self.text(least, 2)).\n"
  }

  private static func text(_ value: Double, _ digits: Int) -> String {
    String(format: "%.\(digits)f", value)
  }
}
