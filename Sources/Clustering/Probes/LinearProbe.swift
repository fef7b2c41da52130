import Numerics
import Specification

/// A linear classifier on top of a representation that stays as it is (Alain and Bengio 2016): multinomial
/// logistic regression, trained to convergence.
///
/// Columns are standardised by the training images; the penalty on the squared weights is chosen by the
/// validation images or, without them, by a part of the training images that is held out for it, after
/// which all are trained on.
public struct LinearProbe: Probe, Equatable {
  /// The penalty; nil has it chosen.
  public var penalty: Double?

  /// A chosen penalty.
  public init() {}

  /// A given penalty.
  public init(penalty: Double) { self.penalty = penalty }

  public static var kind: String { "linear" }
  public static var title: String { "linear probe" }
  public static var summary: String {
    "The share of images that a linear classifier, trained on the representation, puts in their class."
  }
  public static var fields: [Field<LinearProbe>] {
    [
      Field(
        "penalty", \.penalty,
        "The penalty on half the squared weights beside the mean cross entropy; left out, that of "
          + "\(Self.penalties.count) from \(Self.penalties.last ?? 0) to \(Self.penalties[0]) that is best "
          + "on the validation images, or on a fifth of the training images.", .atLeast(0),
        isPrimary: true)
    ]
  }

  /// The penalties that are tried, the largest first: each starts where the one before ended.
  static let penalties = [1, 0.1, 0.01, 0.001, 0.0001, 0.00001]

  public static var metrics: [Metric] { [.linearAccuracy, .linearPenalty] }
  public var needs: ProbeNeeds {
    penalty == nil ? [.labels, .training, .validation] : [.labels, .training]
  }
  public var isRandom: Bool { penalty == nil }

  public func findings(on facts: ProbeFacts) -> [Finding] {
    guard facts.training < 2 * facts.classes else { return [] }
    return [
      .note(
        "linearProbe.few", "There are few training images for a linear probe",
        detail: "\(facts.training) for \(facts.classes) classes",
        cure: "What it says is mostly chance: read the neighbours instead")
    ]
  }

  /// The passes over the training images, more where the penalty is searched for.
  public func work(on facts: ProbeFacts) -> Work {
    let passes = penalty == nil ? 600.0 : 100.0
    return facts.work(
      multiplyAdds: passes * 2 * Double(facts.training) * (Double(facts.columns) + 1)
        * Double(max(2, facts.classes)))
  }

  public func measure(_ subject: ProbeSubject, seed: UInt64) throws -> ProbeResult {
    let (training, labels) = try subject.judged()
    try subject.samples.checkForProbe()
    try training.samples.checkForProbe()
    let scaling = ColumnScaling(training.samples)
    var known = training
    known.samples = scaling.applied(to: training.samples)
    let fit: LogisticRegression
    if let penalty {
      fit = LogisticRegression(known, penalty: penalty)
    } else if let validation = subject.validation, !validation.labels.isEmpty {
      try validation.samples.checkForProbe()
      var watched = validation
      watched.samples = scaling.applied(to: validation.samples)
      fit = Self.best(on: known, by: watched)
    } else {
      fit = Self.chosenByPart(of: known, seed: seed)
    }
    let right = fit.accuracy(on: scaling.applied(to: subject.samples), labels)
    return ProbeResult(
      [Measurement(.linearAccuracy, right), Measurement(.linearPenalty, fit.penalty)],
      notes: fit.hasConverged ? [] : [Self.unconverged])
  }

  /// The regression on training samples, their columns standardised.
  package static func fit(to training: LabelledSamples, penalty: Double) -> StandardizedRegression {
    let scaling = ColumnScaling(training.samples)
    var scaled = training
    scaled.samples = scaling.applied(to: training.samples)
    return StandardizedRegression(
      scaling: scaling, regression: LogisticRegression(scaled, penalty: penalty))
  }

  /// The fit whose penalty makes the accuracy on watched samples largest, the largest of equals.
  private static func best(
    on training: LabelledSamples, by watched: LabelledSamples
  ) -> LogisticRegression {
    var fit = LogisticRegression(training, penalty: penalties[0])
    var best = fit
    var most = fit.accuracy(on: watched.samples, watched.labels)
    for penalty in penalties.dropFirst() {
      fit = LogisticRegression(training, penalty: penalty, from: fit)
      let accuracy = fit.accuracy(on: watched.samples, watched.labels)
      if accuracy > most { (best, most) = (fit, accuracy) }
    }
    return best
  }

  /// The fit to all samples with the penalty that is best for a fifth of them, fitted to the others.
  private static func chosenByPart(of training: LabelledSamples, seed: UInt64) -> LogisticRegression
  {
    var stream = RandomStream(seed: seed, purpose: "linearProbe")
    let order = stream.permutation(training.labels.count)
    let (held, rest) = (
      order.prefix(order.count / 5).sorted(), order.dropFirst(order.count / 5).sorted()
    )
    guard !held.isEmpty else { return LogisticRegression(training, penalty: penalties[0]) }
    let chosen = best(on: training.selecting(rest), by: training.selecting(held))
    return LogisticRegression(training, penalty: chosen.penalty, from: chosen)
  }

  private static let unconverged = Note(
    "linearProbe.unconverged", "The linear probe did not converge",
    detail: "its loss still fell after \(LogisticRegression.rounds) rounds",
    cure: "Write a larger \"penalty\": classes that lie apart let weights grow without end")
}

extension LabelledSamples {
  /// Some of the samples.
  fileprivate func selecting(_ rows: [Int]) -> LabelledSamples {
    LabelledSamples(samples: samples.selecting(rows: rows), labels: rows.map { labels[$0] })
  }
}

/// A logistic regression with the scaling of its columns.
package struct StandardizedRegression {
  let scaling: ColumnScaling
  let regression: LogisticRegression

  /// The mean cross entropy plus the penalty.
  package var loss: Double { regression.loss }

  /// The class of each sample.
  package func classes(of samples: Matrix<Float>) -> [Int] {
    regression.classes(of: scaling.applied(to: samples))
  }
}

/// Columns brought to mean 0 and deviation 1, those that do not vary to 0.
struct ColumnScaling {
  private let means: [Double]
  private let factors: [Double]

  /// Takes means and deviations of samples.
  init(_ samples: Matrix<Float>) {
    let means = samples.columnMeans
    var squares = [Double](repeating: 0, count: samples.columns)
    for row in 0..<samples.rows {
      for column in 0..<samples.columns {
        let step = Double(samples.elements[row * samples.columns + column]) - means[column]
        squares[column] += step * step
      }
    }
    self.means = means
    let floor = (squares.max() ?? 0) * 1e-12
    factors = squares.map { $0 > floor ? (Double(samples.rows) / $0).squareRoot() : 0 }
  }

  /// Scales other samples by them.
  func applied(to samples: Matrix<Float>) -> Matrix<Float> {
    Matrix(rows: samples.rows, columns: samples.columns) { target in
      for row in 0..<samples.rows {
        for column in 0..<samples.columns {
          let index = row * samples.columns + column
          target[index] = Float((Double(samples.elements[index]) - means[column]) * factors[column])
        }
      }
    }
  }
}

extension Metric {
  /// The accuracy of the linear probe.
  public static let linearAccuracy = Metric(
    "linearAccuracy", title: "linear probe", unit: .shareOfImages, better: .higher,
    role: .headline, on: .scored, comparedAtSame: [.images],
    formula: """
      The share of images that a logistic regression on the representation of the training images puts \
      in their class.
      """)
  /// The penalty of the linear probe.
  public static let linearPenalty = Metric(
    "linearPenalty", title: "penalty of the linear probe", unit: .score(0...(.infinity)),
    better: .neither, on: .none, digits: 5, comparedAtSame: [],
    formula: "The factor on half the squared weights that the linear probe was trained with.")
}
