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
