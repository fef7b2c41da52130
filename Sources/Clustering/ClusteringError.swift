import Numerics
import Specification

/// Why samples cannot be grouped or a grouping cannot be scored.
public enum ClusteringError: Error, Equatable, CustomStringConvertible {
  /// A sample holds NaN or infinity, at this row and column.
  case notFinite(row: Int, column: Int)
  /// More clusters are asked for than there are samples.
  case tooManyClusters(asked: Int, rows: Int)
  /// A cluster takes more samples than there are.
  case tooFewSamples(needed: Int, rows: Int)
  /// Neither the options nor the dataset say how many clusters there are.
  case clustersUnknown(method: String)
  /// Two labelings are not of the same samples.
  case lengthsDiffer(Int, Int)
  /// There is nothing to group or to score.
  case noSamples
  /// A component of a mixture has collapsed.
  case singularCovariance(component: Int)
  /// The eigenvectors of a graph did not converge.
  case eigenvectorsNotFound

  /// The message.
  public var description: String {
    switch self {
    case .notFinite(let row, let column):
      "the value in row \(row), column \(column) is NaN or infinite; "
        + "remove the sample or find out what made it"
    case .tooManyClusters(let asked, let rows):
      "\(asked) clusters cannot be made of \(rows) sample\(rows == 1 ? "" : "s")"
    case .tooFewSamples(let needed, let rows):
      "a cluster takes \(needed) samples, there \(rows == 1 ? "is" : "are") \(rows)"
    case .clustersUnknown(let method):
      "\(method) does not know how many clusters to make: the dataset has no classes, so the "
        + "option \"clusters\" must say it"
    case .lengthsDiffer(let left, let right):
      "\(left) true labels cannot be compared with \(right) predicted ones"
    case .noSamples:
      "there are no samples"
    case .singularCovariance(let component):
      "the covariance of component \(component) is singular: raise \"regularization\", ask for "
        + "fewer clusters, or reduce the samples first"
    case .eigenvectorsNotFound:
      "the eigenvectors of the neighbour graph did not converge: raise \"neighbours\""
    }
  }
}
