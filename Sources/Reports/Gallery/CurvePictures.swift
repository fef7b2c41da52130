import Datasets
import Experiments
import Figures
import Files
import NeuralNetworks
import Numerics
import Pipeline
import Reduction
import Runner
import Specification

/// Loss, and accuracy of a classifier, against the epoch, with the spread over seeds.
enum CurvePictures: PictureMaker {
  static func suits(_ study: Study) -> Bool { study.plan.trials.contains { $0.train != nil } }

  static func pictures(of study: Study) throws -> [Picture] {
    let all = study.distinct(Array(study.rows.indices)) { $0.train }.map(\.row)
    let shown = study.distinct(study.shownRows(atMost: NetworkCurves.most)) { $0.train }.map(\.row)
    let chosen = all.count > NetworkCurves.most ? shown : all
    let networks = try chosen.map { row in
      try NetworkCurves(study, row: row, label: study.label(of: row, among: chosen))
    }
    let note =
      chosen.count < all.count
      ? " Of \(all.count) networks, the baseline's and the best's are shown." : ""
    // Losses of different kinds have no common axis.
    let losses = networks.reduce(into: [String]()) { names, network in
      if !names.contains(network.loss) { names.append(network.loss) }
    }
    let pictures = losses.map { loss in
      picture(
        networks.filter { $0.loss == loss }, name: "curves",
        quantity: losses.count > 1 ? loss.prefix(1).uppercased() + loss.dropFirst() : "Loss",
        axis: loss, note,
        train: { $0.trainLoss }, watched: { $0.validationLoss })
    }
    let accuracy = picture(
      networks, name: "accuracy", quantity: "Accuracy", axis: "accuracy", note,
      train: { $0.trainAccuracy }, watched: { $0.validationAccuracy })
    return (pictures + [accuracy]).compactMap { $0 }
  }

  private static func picture(
    _ networks: [NetworkCurves], name: String, quantity: String, axis: String, _ note: String,
    train: @escaping (EpochReport) -> Double?,
    watched: @escaping (EpochReport) -> Double?
  ) -> Picture? {
    var series: [Series] = []
    let hasWatched = networks.contains { $0.curve(watched) != nil }
    for (color, network) in networks.enumerated() {
      let splits = [("training", train), (network.watched, watched)]
      for (index, (split, number)) in splits.enumerated() {
        guard let curve = network.curve(number) else { continue }
        let words = [network.label, hasWatched ? split : ""].filter { !$0.isEmpty }
        series.append(
          Series(
            name: words.joined(separator: ", "), y: curve.means, band: curve.band,
            color: networks.count > 1 ? color : index, isDashed: index > 0))
      }
    }
    guard !series.isEmpty else { return nil }
    let numbers = series.flatMap(\.y).filter(\.isFinite)
    let scale: Axis.Scale = isCrowdedLow(numbers) ? .logarithmic : .linear
    let figure = LineChart(x: Axis("epoch"), y: Axis(axis, scale: scale), series: series)
    let watchedName = networks[0].watched
    let isScored = hasWatched && watchedName == "test"
    let idle = isScored ? " The test images are drawn along and choose nothing." : ""
    let passing = "of the training images \(measured(networks))"
    let sides =
      series.contains(where: \.isDashed)
      ? "solid \(passing), dashed of the \(watchedName) images after each epoch" : passing
    let seeds = networks.map(\.seeds).max() ?? 1
    let band =
      seeds > 1
      ? " Lines are means over \(seeds) seeds, bands reach from the lowest to the highest." : ""
    return Picture(
      name: name, title: "\(quantity) against epoch",
      caption: "\(quantity) by epoch, \(sides).\(idle)\(band)\(note)", figure: figure)
  }

  /// How the numbers of training images were taken.
  private static func measured(_ networks: [NetworkCurves]) -> String {
    let during = "the mean while each epoch passes over them"
    let after = "after each epoch"
    let isAfter = Set(networks.map(\.isMeasuredAfter))
    guard isAfter.count > 1 else { return isAfter.contains(true) ? after : during }
    let names = networks.filter(\.isMeasuredAfter).map(\.label).joined(separator: ", ")
    return "\(during) (of \(names) \(after))"
  }

  /// Whether an even axis would show most numbers as one flat line at its foot: they reach over more than
  /// an order of magnitude, or six of ten lie in the lowest tenth.
  static func isCrowdedLow(_ numbers: [Double]) -> Bool {
    guard let low = numbers.min(), let high = numbers.max(), low > 0 else { return false }
    let isFlat = numbers.count { $0 - low < 0.1 * (high - low) } * 10 >= 6 * numbers.count
    return high > 30 * low || (isFlat && high > 3 * low)
  }

  static func obstacle(in plan: SweepPlan) -> String? {
    plan.has { $0.train != nil } ? nil : "no network is trained"
  }
}

/// One network with its histories over the seeds.
struct NetworkCurves {
  /// More networks than this cannot be told apart in one chart.
  static let most = 6

  /// What a legend calls it.
  let label: String
  /// What its loss is called.
  let loss: String
  /// The images that training is watched with.
  let watched: String
  /// Whether the training images are measured by the weights that each epoch ends with.
  let isMeasuredAfter: Bool
  private let histories: [[EpochReport]]

  /// The number of seeds.
  var seeds: Int { histories.count }

  /// Reads the histories of a row.
  init(_ study: Study, row: Int, label: String) throws {
    self.label = label
    let experiment = study.rows[row].experiment
    let trial = study.trial(of: row)
    watched = experiment.dataset[.validation] == nil ? "test" : "validation"
    isMeasuredAfter = experiment.training.measure == .after
    let objective = try trial?.architecture.objective?.measured(
      by: experiment.training.loss?.value)
    // A smoothed cross entropy, say, has other numbers than a plain one.
    let options = (experiment.training.loss?.value.settings ?? []).map {
      SettingText.spoken($0.name, $0.value)
    }
    loss = ([objective?.title ?? "loss"] + options).joined(separator: ", ")
    histories = try study.trials(of: row).compactMap { trial in
      try trial.train.map { key in
        try study.artefacts.read(.epochs, of: key)
      }
    }
  }

  /// The mean of a number over the seeds at each epoch that all have, and between which values the
  /// seeds lie; nil when none has it.
  func curve(_ number: (EpochReport) -> Double?) -> (means: [Double], band: Series.Band?)? {
    let length = histories.map(\.count).min() ?? 0
    let values = (0..<length).map { epoch in histories.compactMap { number($0[epoch]) } }
    guard values.contains(where: { !$0.isEmpty }) else { return nil }
    let means = values.map { SampleSummary($0)?.mean ?? .nan }
    let band = Series.Band(
      low: values.map { $0.min() ?? .nan }, high: values.map { $0.max() ?? .nan })
    return (means, histories.count > 1 ? band : nil)
  }
}

/// Reconstruction error and accuracy at the checkpoints of training, on two axes.
enum CheckpointPictures: PictureMaker {
  static func suits(_ study: Study) -> Bool { study.plan.trials.contains { $0.trajectory != nil } }

  static func pictures(of study: Study) throws -> [Picture] {
    let rows = study.distinct(study.shownRows(atMost: NetworkCurves.most)) { $0.trajectory }
    let tables = try rows.map { try study.artefacts.read(.trajectory, of: $0.key) }
    // One scale for all charts, so that they can be compared.
    let errors = range(of: tables.map { $0.compactMap(\.reconstructionError) })
    let accuracies = range(of: tables.map { $0.map(\.accuracy) })
    let shared = rows.count > 1 ? " All of these charts have the same axes." : ""
    return zip(rows, tables).map { place, points in
      let (row, trial, _) = place
      let label = study.label(of: row)
      let epochs = points.map { Double($0.epoch) }
      let lost = points.map { $0.reconstructionError ?? .nan }
      let split = trial.trajectorySplit.words
      let slug = Gallery.slug(label)
      return Picture(
        name: slug.isEmpty ? "checkpoints" : "checkpoints-\(slug)",
        title: "Checkpoints of training", panel: label,
        caption: "Mean squared reconstruction error over the whole training set (left axis) and "
          + "accuracy of the clustering on the \(split) images (right axis) at \(points.count) "
          + "checkpoints of training: whether a lower error makes better clusters.\(shared)"
          + study.seedNote(of: trial.row),
        figure: TwoAxisChart(
          title: label, x: Axis("epoch"), left: Axis("reconstruction error (MSE)", range: errors),
          right: Axis("\(split) accuracy", range: accuracies),
          leftSeries: [
            Series(name: "reconstruction error", x: epochs, y: lost)
          ],
          rightSeries: [Series(name: "\(split) accuracy", x: epochs, y: points.map(\.accuracy))]))
    }
  }

  /// What an axis shows of a number that several networks have at their checkpoints.
  private static func range(of tables: [[Double]]) -> ClosedRange<Double>? {
    let numbers = tables.joined().filter(\.isFinite)
    guard tables.count > 1, !numbers.isEmpty else { return nil }
    let scale = AxisScale(Axis(), values: numbers)
    return scale.low...scale.high
  }

  static func obstacle(in plan: SweepPlan) -> String? {
    plan.has { $0.trajectory != nil }
      ? nil : "it takes a training with \"checkpoints\", a clustering, and images with labels"
  }
}
