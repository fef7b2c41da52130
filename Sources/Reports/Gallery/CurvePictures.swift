import Experiments
import Figures
import NeuralNetworks
import Pipeline
import Specification

/// Loss, and accuracy of a classifier, against the epoch, with the spread over seeds.
enum CurvePictures: PictureMaker {
  static var kind: FigureKind { .curves }

  /// More lines than this cannot be told apart.
  private static let mostNetworks = 6

  static func suits(_ study: Study) -> Bool { study.plan.trials.contains { $0.train != nil } }

  static func pictures(of study: Study) throws -> [Picture] {
    let all = study.distinct(Array(study.rows.indices)) { $0.train }
    let shown = study.shownRows(atMost: mostNetworks)
    let few = study.distinct(shown) { $0.train }
    let networks = try (all.count > mostNetworks ? few : all).map {
      try Network(study, row: $0.row)
    }
    let rest = all.count - networks.count
    let note =
      rest > 0
      ? " \(networks.count) of \(all.count) networks are shown: the baseline's and the best's." : ""
    return [
      picture(
        networks, name: "curves", title: "Loss against epoch", axis: "loss", note,
        values: [
          ({ $0.trainLossPerPixel }, "training"), ({ $0.validationLossPerPixel }, "watched"),
        ]),
      picture(
        networks, name: "accuracy", title: "Accuracy against epoch", axis: "accuracy", note,
        values: [({ $0.trainAccuracy }, "training"), ({ $0.validationAccuracy }, "watched")]),
    ].compactMap { $0 }
  }

  private static func picture(
    _ networks: [Network], name: String, title: String, axis: String, _ note: String,
    values: [(of: (EpochReport) -> Double?, split: String)]
  ) -> Picture? {
    var series: [Series] = []
    for (color, network) in networks.enumerated() {
      for (index, (quantity, split)) in values.enumerated() {
        guard let curve = network.curve(quantity) else { continue }
        let words = [networks.count > 1 ? network.label : "", split].filter { !$0.isEmpty }
        series.append(
          Series(
            name: words.joined(separator: ", "), y: curve.means, spread: curve.deviations,
            color: networks.count > 1 ? color : index, isDashed: index > 0))
      }
    }
    guard !series.isEmpty else { return nil }
    let seeds = networks.map(\.seeds).max() ?? 1
    let band = seeds > 1 ? " Lines are means over \(seeds) seeds, bands one sample deviation." : ""
    let all = series.flatMap(\.y).filter(\.isFinite)
    let isSteep = (all.min() ?? 0) > 0 && (all.max() ?? 1) > 30 * (all.min() ?? 1)
    let figure = LineChart(
      x: Axis("epoch"), y: Axis(axis, scale: isSteep ? .logarithmic : .linear), series: series)
    let splits = series.contains(where: \.isDashed)
    let what =
      splits ? "\(title): solid on the training images, dashed on the watched ones." : "\(title)."
    return Picture(name: name, title: title, caption: what + band + note, figure: figure)
  }

  /// One network with its histories over the seeds.
  private struct Network {
    let label: String
    private let histories: [[EpochReport]]

    var seeds: Int { histories.count }

    init(_ study: Study, row: Int) throws {
      label = study.label(of: row)
      histories = try study.trials(of: row).compactMap { trial in
        try trial.train.map { key in
          let curve = try study.artefacts.json(key, ArtefactFile.curve)
          return (curve.elements ?? []).compactMap(EpochReport.init)
        }
      }
    }

    /// Mean and deviation of a number at each epoch that all seeds have; nil when none has it.
    func curve(
      _ quantity: (EpochReport) -> Double?
    ) -> (means: [Double], deviations: [Double]?)? {
      let length = histories.map(\.count).min() ?? 0
      let spreads = (0..<length).map { epoch in
        Spread(histories.compactMap { quantity($0[epoch]) })
      }
      guard spreads.contains(where: { $0 != nil }) else { return nil }
      let means = spreads.map { $0?.mean ?? .nan }
      return (means, histories.count > 1 ? spreads.map { $0?.deviation ?? 0 } : nil)
    }
  }
}
