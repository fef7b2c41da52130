import Numerics
import Specification

/// A way to find out what a representation is worth, clusters apart.
public protocol Probe: Described {
  /// What it measures.
  static var metrics: [Metric] { get }

  /// What it cannot do without.
  var needs: ProbeNeeds { get }

  /// Whether the result depends on the seed.
  var isRandom: Bool { get }

  /// What sizes say about its options, decided before anything is computed.
  func findings(on facts: ProbeFacts) -> [Finding]

  /// What measuring samples of such sizes is expected to take; `ProbeFacts.work` counts what every probe
  /// holds.
  func work(on facts: ProbeFacts) -> Work

  /// Measures a representation.
  ///
  /// - Throws: `ProbeError` when the data does not allow it.
  func measure(_ subject: ProbeSubject, seed: UInt64) throws -> ProbeResult
}

/// The probes that a file can name.
public enum Probes: Family {
  public typealias Member = any Probe
  public static var name: String { "probe" }
  public static var kinds: [any Described.Type] {
    [
      NeighbourProbe.self, LinearProbe.self, TrustworthinessProbe.self, EffectiveRankProbe.self,
      UniformityProbe.self, AlignmentProbe.self,
    ]
  }
}

/// What a probe cannot do without.
public struct ProbeNeeds: OptionSet, Sendable {
  /// The bits.
  public let rawValue: Int

  /// Takes bits.
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// The classes of the scored images.
  public static let labels = ProbeNeeds(rawValue: 1)
  /// The training images in the same representation, with their classes.
  public static let training = ProbeNeeds(rawValue: 2)
  /// What the representation was made from: pixels, or the representation before a reduction.
  public static let origin = ProbeNeeds(rawValue: 4)
  /// Validation images with their classes, where there are some beside those that are scored.
  public static let validation = ProbeNeeds(rawValue: 8)
}

/// What is known before a representation is there.
public struct ProbeFacts: Sendable, Equatable {
  /// The number of scored images.
  public var rows: Int
  /// The numbers of each in the representation.
  public var columns: Int
  /// The numbers of each in what it was made from.
  public var originColumns: Int
  /// The number of training images; 0 where they are not needed.
  public var training: Int
  /// The number of classes.
  public var classes: Int

  /// Gathers facts.
  public init(rows: Int, columns: Int, originColumns: Int = 0, training: Int = 0, classes: Int = 0)
  {
    self.rows = rows
    self.columns = columns
    self.originColumns = originColumns
    self.training = training
    self.classes = classes
  }

  /// So many multiply-adds on the samples, the training images and what they were made from.
  func work(multiplyAdds: Double) -> Work {
    let images = Double(rows) + Double(training)
    return Work(
      multiplyAdds: multiplyAdds, overhead: 0.02,
      memory: 24 * (images * Double(columns)) + 16 * (Double(rows) * Double(originColumns))
        + 600 * images)
  }
}

/// Samples with their classes.
public struct LabelledSamples: Sendable {
  /// The samples: `[n, d]`.
  public var samples: Matrix<Float>
  /// The class of each, from 0: `[n]`.
  public var labels: [Int]

  /// Pairs samples with their classes.
  public init(samples: Matrix<Float>, labels: [Int]) {
    self.samples = samples
    self.labels = labels
  }
}

/// A representation, and what it is judged by.
public struct ProbeSubject: Sendable {
  /// The scored images in the representation: `[n, d]`.
  public var samples: Matrix<Float>
  /// Their classes, where there are any.
  public var labels: [Int]?
  /// The training images in the same representation.
  public var training: LabelledSamples?
  /// The validation images, which choose options of a probe.
  public var validation: LabelledSamples?
  /// The scored images as the representation was made from them.
  public var origin: Matrix<Float>?
  /// Whether that are pixels, and not the representation before a reduction.
  public var isOfPixels = true

  /// Samples without anything else.
  public init(samples: Matrix<Float>) { self.samples = samples }

  /// What is there of the classes.
  ///
  /// - Throws: `ProbeError` where something is missing or does not fit.
  func judged() throws -> (training: LabelledSamples, labels: [Int]) {
    guard let training, let labels else { throw ProbeError.classesMissing }
    guard training.samples.columns == samples.columns, labels.count == samples.rows,
      training.labels.count == training.samples.rows
    else { throw ProbeError.sizesDiffer }
    return (training, labels)
  }
}

/// What a probe found.
public struct ProbeResult: Sendable, Equatable {
  /// The numbers.
  public let measurements: [Measurement]
  /// What is odd about them.
  public let notes: [Note]

  /// Gathers what was found.
  public init(_ measurements: [Measurement], notes: [Note] = []) {
    self.measurements = measurements
    self.notes = notes
  }
}

/// Why a representation cannot be probed.
public enum ProbeError: Error, Equatable, CustomStringConvertible {
  /// There are no classes to compare with.
  case classesMissing
  /// Samples and classes are not of the same images, or not of the same width.
  case sizesDiffer
  /// What the representation was made from is missing.
  case originMissing
  /// A sample holds NaN or infinity, at this row and column.
  case notFinite(row: Int, column: Int)

  /// The message.
  public var description: String {
    switch self {
    case .classesMissing: "the probe needs the classes of training and scored images"
    case .sizesDiffer: "samples and classes of the probe do not belong together"
    case .originMissing: "the probe needs what the representation was made from"
    case .notFinite(let row, let column):
      "the value in row \(row), column \(column) of the representation is NaN or infinite"
    }
  }
}

extension Matrix<Float> {
  /// - Throws: `ProbeError.notFinite` for a value that is not.
  func checkForProbe() throws {
    if let (row, column) = firstNonFinite { throw ProbeError.notFinite(row: row, column: column) }
  }
}
