import Numerics
import Specification

/// A step that maps samples to fewer (or scaled, or rearranged) dimensions.
public protocol Reducer: Described {
  /// What the step measures of itself.
  static var metrics: [Metric] { get }

  /// Whether the result depends on the seed.
  var isRandom: Bool { get }

  /// The number of columns after the step.
  ///
  /// - Throws: `ReductionError` when the step cannot be done on data of this size.
  func dimensions(rows: Int, columns: Int) throws -> Int

  /// Whether a fitted step can map other samples than those it was fitted to.
  var mapsOthers: Bool { get }

  /// What is odd about the step on such samples, decided before there are any; what cannot be done is an
  /// error of `dimensions`.
  func findings(on samples: SampleFacts) -> [Finding]

  /// What fitting the step to such samples and mapping them is expected to take.
  func work(on samples: SampleFacts) -> Work

  /// Fits the step to samples `[n, d]` and maps them.
  ///
  /// - Throws: `ReductionError` when the data does not allow it.
  func fit(_ samples: Matrix<Float>, seed: UInt64) throws -> FittedReduction
}

/// A step fitted to samples.
public struct FittedReduction: Sendable {
  /// The samples it was fitted to, mapped: `[n, dimensions]`.
  public let embedding: Matrix<Float>
  /// The map for other samples; nil where the method has none (t-SNE).
  public let map: (any SampleMap)?
  /// What the step measured.
  public let measurements: [Measurement]
  /// The share of the variance along each axis, 0 to 1, where the step finds axes by it.
  public let shares: [Double]
  /// What is odd about the samples or the result.
  public let notes: [Note]

  /// Gathers what a fit gives.
  public init(
    embedding: Matrix<Float>, map: (any SampleMap)?, measurements: [Measurement] = [],
    shares: [Double] = [], notes: [Note] = []
  ) {
    self.notes = notes
    self.embedding = embedding
    self.map = map
    self.measurements = measurements
    self.shares = shares
  }
}

/// A map from samples to their reduced form.
public protocol SampleMap: Sendable {
  /// Maps samples `[m, d]` to `[m, dimensions]`.
  func apply(to samples: Matrix<Float>) throws -> Matrix<Float>
}

/// The reductions that a file can name.
public enum Reducers: Family {
  public typealias Member = any Reducer
  public static var name: String { "reduction" }
  public static var kinds: [any Described.Type] {
    [PCA.self, TSNE.self, UMAP.self, Standardize.self, NormalizeRows.self, Take.self]
  }
}

/// Why a reduction cannot be done.
public enum ReductionError: Error, Equatable, CustomStringConvertible {
  /// A sample holds NaN or infinity, at this row and column.
  case notFinite(row: Int, column: Int)
  /// There are fewer samples than the method needs.
  case tooFewSamples(method: String, needed: Int, found: Int)
  /// More dimensions are asked for than the data has.
  case tooManyDimensions(method: String, asked: Int, rows: Int, columns: Int)
  /// More columns are to be kept than there are.
  case tooFewColumns(asked: Int, columns: Int)
  /// Samples to be mapped have another number of columns than those the map was fitted to.
  case columnsDiffer(fitted: Int, found: Int)
  /// The perplexity is out of reach of this number of samples.
  case perplexityTooLarge(perplexity: Double, rows: Int)
  /// More neighbours are to be joined than there are samples.
  case tooManyNeighbours(asked: Int, rows: Int)
  /// The points of an embedding flew apart.
  case diverged(iteration: Int)

  /// The message.
  public var description: String {
    switch self {
    case .notFinite(let row, let column):
      "the value in row \(row), column \(column) is NaN or infinite; "
        + "remove the sample or find out what made it"
    case .tooFewSamples(let method, let needed, let found):
      "\(method) needs at least \(needed) sample\(needed == 1 ? "" : "s"), there "
        + (found == 1 ? "is 1" : "are \(found)")
    case .tooManyDimensions(let method, let asked, let rows, let columns):
      "\(method) to \(asked) dimensions is not possible: the data has \(rows) samples of "
        + "\(columns) values, so at most \(min(rows, columns))"
    case .tooFewColumns(let asked, let columns):
      "the first \(asked) dimensions cannot be kept: there are \(columns)"
    case .columnsDiffer(let fitted, let found):
      "the samples have \(found) columns, those the step was fitted to have \(fitted)"
    case .perplexityTooLarge(let perplexity, let rows):
      "a perplexity of \(perplexity) is out of reach of \(rows) samples: it must be below "
        + "\(rows - 1)"
    case .tooManyNeighbours(let asked, let rows):
      "each sample is to be joined to \(asked) neighbours, itself counted, but there are only \(rows) "
        + "samples: write \"neighbours\": \(max(2, rows / 4))"
    case .diverged(let iteration):
      "the points flew apart in round \(iteration): the learning rate is too large"
    }
  }
}
