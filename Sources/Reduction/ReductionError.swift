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
